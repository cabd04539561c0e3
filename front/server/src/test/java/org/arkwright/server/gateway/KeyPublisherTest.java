package org.arkwright.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.FollowedState;
import org.arkwright.control.Past;
import org.arkwright.control.StateReader;
import org.arkwright.control.UnavailableException;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.kernel.state.State;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.id.ApiKeyId;
import org.arkwright.scheduler.Scheduler;
import org.junit.jupiter.api.Test;

/** Keys that change while the state cannot be read. */
final class KeyPublisherTest {
  private final BlockingQueue<KeyTable> published = new LinkedBlockingQueue<>();
  private final UnreadableForNow control = new UnreadableForNow();

  @Test
  void revoke_stateCannotBeRead_isPublishedAsSoonAsItCan() throws Exception {
    try (KeyPublisher keys = new KeyPublisher(control, published::add)) {
      keys.follow(0);
      control.failures = 2;
      control.listener.onEvents(
          List.of(
              new ControlPlane.NumberedEvent(
                  1, new KeyEvent.KeyRevoked(new ApiKeyId("key-1"), "me", 1))));
      assertThat(keys.trouble()).isPresent();
      assertThat(published.poll(30, TimeUnit.SECONDS)).isNotNull();
      assertThat(control.failures).isZero();
    }
  }

  /** A reader of which the first reads fail. */
  private static final class UnreadableForNow implements StateReader {
    private volatile int failures;
    private ControlPlane.EventListener listener = _ -> {};

    @Override
    public CompletableFuture<Past> at(Past.Point point) {
      throw new UnsupportedOperationException();
    }

    @Override
    public synchronized <T> CompletableFuture<T> read(Function<State, T> query) {
      if (failures > 0) {
        failures--;
        return CompletableFuture.failedFuture(new UnavailableException("not now", null));
      }
      return CompletableFuture.completedFuture(query.apply(new State(new Scheduler().ordering())));
    }

    @Override
    public ControlPlane.Subscription subscribe(long after, ControlPlane.EventListener follower) {
      listener = follower;
      return () -> {};
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      return 0;
    }
  }
}
