package org.arkwright.simulation.site;

import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.RankPlacement;

/** An observer of the actual processes, whatever has been reported. */
public interface ProcessWatch {
  void spawned(AttemptId attempt, JobSpec spec, RankPlacement placement);

  void ended(AttemptId attempt, int rank, NodeId node);

  /** An observer that tells both. */
  static ProcessWatch all(ProcessWatch first, ProcessWatch second) {
    return new ProcessWatch() {
      @Override
      public void spawned(AttemptId attempt, JobSpec spec, RankPlacement placement) {
        first.spawned(attempt, spec, placement);
        second.spawned(attempt, spec, placement);
      }

      @Override
      public void ended(AttemptId attempt, int rank, NodeId node) {
        first.ended(attempt, rank, node);
        second.ended(attempt, rank, node);
      }
    };
  }
}
