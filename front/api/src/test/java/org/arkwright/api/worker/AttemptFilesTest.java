package org.arkwright.api.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.Subscription;
import org.arkwright.control.FollowedState;
import org.arkwright.control.Past;
import org.arkwright.control.StateReader;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.order.Orderings;
import org.junit.jupiter.api.Test;

/** How often the state is asked what a worker may speak of. */
final class AttemptFilesTest {
  private static final NodeId NODE = NodeId.atHome("n");

  @Test
  void attemptsOfABatch_areAskedForAtOnce() {
    Counting reader = new Counting();
    Set<AttemptId> named =
        Set.of(
            new AttemptId(new JobId(1), 1),
            new AttemptId(new JobId(2), 1),
            new AttemptId(new JobId(3), 4));

    assertThat(new AttemptFiles(reader).of(named, NODE).join())
        .containsOnlyKeys(named)
        .allSatisfy((_, found) -> assertThat(found).isInstanceOf(AttemptFiles.Found.Over.class));
    assertThat(reader.reads).isEqualTo(1);
  }

  @Test
  void batchWithoutRanks_asksForNothing() {
    Counting reader = new Counting();
    assertThat(new AttemptFiles(reader).of(Set.of(), NODE).join()).isEmpty();
    assertThat(reader.reads).isZero();
  }

  /** A reader of an empty state. */
  private static final class Counting implements StateReader {
    private int reads;

    @Override
    public <T> CompletableFuture<T> read(Function<State, T> query) {
      return ask(seen -> query.apply(seen.state()));
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
      reads++;
      return CompletableFuture.completedFuture(
          query.apply(
              new FollowedState(
                  new State(Orderings.DEFAULT), 0, Cycle.idle(Orderings.DEFAULT), () -> 0)));
    }

    @Override
    public Subscription subscribe(long after, EventListener listener) {
      return () -> {};
    }

    @Override
    public long position() {
      return 0;
    }

    @Override
    public CompletableFuture<Past> at(Past.Point point) {
      throw new UnsupportedOperationException();
    }
  }
}
