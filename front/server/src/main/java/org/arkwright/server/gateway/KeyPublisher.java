package org.arkwright.server.gateway;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.StateReader;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.kernel.state.State;
import org.arkwright.model.KeyEvent;

/** Publishes the state's valid keys to the gateway, and again when they change. Any thread. */
public final class KeyPublisher implements AutoCloseable {
  private static final long RETRY_MILLIS = 500;

  private final StateReader reader;
  private final Consumer<KeyTable> publish;
  private volatile ControlPlane.Subscription subscription = () -> {};
  private volatile boolean late;
  private volatile boolean closed;

  /** Creates a publisher that has not published yet. */
  public KeyPublisher(StateReader reader, Consumer<KeyTable> publish) {
    this.reader = reader;
    this.publish = publish;
  }

  /** Publishes the current keys; on the writer's thread, so that tables keep their order. */
  public CompletableFuture<?> refresh() {
    return reader.read(state -> {
      publish.accept(table(state));
      return true;
    });
  }

  /**
   * Publishes the keys after each change, whether or not whoever changed them waits for it: a
   * revoked key must not stay valid because the state could not be read just then.
   *
   * @param after the journal's current last number
   */
  public void follow(long after) {
    subscription =
        reader.subscribe(
            after,
            events -> {
              if (events.stream().anyMatch(numbered -> numbered.event() instanceof KeyEvent)) {
                refreshUntilDone();
              }
            });
  }

  private void refreshUntilDone() {
    var _ =
        refresh()
            .whenComplete((_, problem) -> {
              late = problem != null;
              if (late && !closed) {
                CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(this::refreshUntilDone);
              }
            });
  }

  /** What keeps the gateway from knowing the current keys, if anything does. */
  public Optional<String> trouble() {
    return late ? Optional.of("the gateway does not know the current keys yet") : Optional.empty();
  }

  /** Stops following. */
  @Override
  public void close() {
    closed = true;
    subscription.close();
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
