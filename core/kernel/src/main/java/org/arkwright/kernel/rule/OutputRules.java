package org.arkwright.kernel.rule;

import java.util.Optional;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;

/**
 * The rules for what an attempt leaves in the store. Each of its nodes reports a part with the last
 * of its ranks; the parts put together become versions in the batch of the attempt's end, all of
 * them or none.
 */
final class OutputRules {
  private OutputRules() {}

  /**
   * What an attempt has left once a rank has ended.
   *
   * @param exit how the rank ended
   * @param part what is new with it; empty when there is nothing
   * @param all everything, together; empty when there is nothing
   */
  record Left(RankExit exit, Optional<Part> part, Optional<StoredOutputs> all) {}

  /** What one node has stored, and the union of it with what others had stored. */
  record Part(NodeId node, StoredOutputs files, StoredOutputs together) {}

  /**
   * Reads a report against what the other nodes have stored. One that was put together with
   * anything else is of no use: its rank is lost then, so that nothing half is taken for a whole.
   */
  static Left left(Job job, Command.ReportRankEnded report) {
    Attempt attempt = job.state().liveAttempt().orElseThrow();
    GangOutputs before = attempt.outputs();
    Optional<StoredOutputs> earlier =
        before.exist() ? Optional.of(before.together()) : Optional.empty();
    if (report.outputs().filter(files -> !files.isEmpty()).isEmpty()) {
      return new Left(report.exit(), Optional.empty(), earlier);
    }
    StoredOutputs files = report.outputs().get();
    if (attempt.waitsAtSite()) { // Where it stored them was not reported, so there is no more.
      return new Left(report.exit(), Optional.empty(), Optional.of(files));
    }
    NodeId node = attempt.placements().get(report.rank()).node();
    if (!before.exist()) {
      return new Left(report.exit(), Optional.of(new Part(node, files, files)), Optional.of(files));
    }
    return report
        .gang()
        .filter(gang -> before.with(node, files, gang.together()).equals(gang))
        .map(GangOutputs::together)
        .map(together ->
            new Left(
                report.exit(), Optional.of(new Part(node, files, together)), Optional.of(together)))
        .orElseGet(() ->
            new Left(
                new RankExit.Lost("what its nodes stored was not put together"),
                Optional.empty(),
                earlier));
  }

  /** Keeps the part while the attempt lives; at its end, registers everything as versions. */
  static void keep(State state, EventDraft draft, Left left, long nowNanos) {
    if (draft.job().state().liveAttempt().isPresent()) {
      Attempt attempt = draft.job().state().liveAttempt().get();
      left.part()
          .ifPresent(part ->
              draft.append(
                  new Event.NodeOutputsStored(
                      attempt.id(), part.node(), part.files(), part.together(), nowNanos)));
    } else {
      register(state, draft, left.all(), nowNanos);
    }
  }

  /** Turns what an attempt that is over left into versions. */
  static void register(State state, EventDraft draft, Optional<StoredOutputs> left, long nowNanos) {
    Job job = draft.job();
    if (left.isPresent() && job.state().liveAttempt().isEmpty()) {
      boolean succeeded = job.state() instanceof JobState.Succeeded;
      draft.events().addAll(ArtifactRules.produced(state, job, left.get(), succeeded, nowNanos));
    }
  }

  /**
   * Whether an attempt left other checkpoints than its job left before: files that it wrote anew
   * with the same content are none.
   */
  static boolean progressed(State state, Job job, Optional<StoredOutputs> left) {
    return left.flatMap(StoredOutputs::checkpoints)
        .filter(files -> ArtifactRules.isNewCheckpoint(state, job, files))
        .isPresent();
  }
}
