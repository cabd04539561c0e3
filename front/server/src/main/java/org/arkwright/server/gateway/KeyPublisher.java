package org.arkwright.server.gateway;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.arkwright.control.ControlPlane;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.kernel.state.State;

/** Publishes the state's valid keys to the gateway. Any thread. */
public final class KeyPublisher {
  private final ControlPlane control;
  private final Consumer<KeyTable> publish;

  /** Creates a publisher that has not published yet. */
  public KeyPublisher(ControlPlane control, Consumer<KeyTable> publish) {
    this.control = control;
    this.publish = publish;
  }

  /** Publishes the current keys; on the writer's thread, so that tables keep their order. */
  public CompletableFuture<?> refresh() {
    return control.read(state -> {
      publish.accept(table(state));
      return true;
    });
  }

  private static KeyTable table(State state) {
    return KeyTable.of(
        state.keys().all().stream()
            .map(key ->
                new AdmittedKey(
                    key.id().value(),
                    key.project(),
                    key.digest(),
                    new KeyLimits(
                        key.requestsPerMinute().map(OptionalLong::of).orElse(OptionalLong.empty()),
                        key.tokensPerMinute().map(OptionalLong::of).orElse(OptionalLong.empty()))))
            .toList());
  }
}
