package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.unless;

import java.util.Optional;
import org.arkwright.control.Commit;
import org.arkwright.control.Controller;
import org.arkwright.control.FollowedState;
import org.arkwright.control.Snapshotter;
import org.arkwright.journal.Journal;
import org.arkwright.kernel.state.State;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.simulation.site.Sabotage;

/** Checks that what readers see is the writer's state, at each position of one of its lives. */
public final class FollowerCheck {
  /** One comparison of everything in so many; the others compare the positions. */
  private static final int THOROUGH_EVERY = 4;

  private static final int LOST_EVERY = 8;

  private final Controller controller;
  private final Sabotage sabotage;
  private final FollowedState followed;
  private int commits;
  private int checks;

  /** Follows a controller that has started. */
  public FollowerCheck(Controller controller, Sabotage sabotage) {
    this.controller = controller;
    this.sabotage = sabotage;
    State state = State.from(controller.state().image());
    Commit from = controller.follow(this::take);
    this.followed =
        new FollowedState(state, from.number(), from.cycle(), () -> controller.nowNanos());
  }

  private void take(Commit commit) {
    commits++;
    if (sabotage == Sabotage.LOST_COMMIT && commits % LOST_EVERY == 0) {
      return;
    }
    unless(
        followed.take(commit),
        "readers at entry %d are told next of %d",
        followed.number(),
        commit.number());
  }

  /** Saves a snapshot of what readers see. */
  public void save(Journal journal) {
    Snapshotter.save(journal, followed.number(), followed.state().image());
  }

  /** Compares both; between two steps, while the journal can be read. */
  public void check() {
    State state = controller.state();
    unless(
        followed.number() == controller.number(),
        "readers see entry %d, the writer is at %d",
        followed.number(),
        controller.number());
    if (++checks % THOROUGH_EVERY == 0) {
      unless(
          followed.state().image().equals(state.image()),
          "readers see another state than the writer's at entry %d",
          followed.number());
      state.jobs().forEach(this::sameReason);
    }
  }

  private void sameReason(Job job) {
    if (job.state() instanceof JobState.Queued) {
      Optional<Explanation> written = controller.explain(job.id());
      Optional<Explanation> seen = followed.explain(job.id());
      unless(seen.equals(written), "readers are told %s, the writer says %s", seen, written);
    }
  }
}
