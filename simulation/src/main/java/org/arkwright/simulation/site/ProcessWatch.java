package org.arkwright.simulation.site;

import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.node.RankPlacement;

/** An observer of the actual processes, whatever has been reported. */
public interface ProcessWatch {
  void spawned(AttemptId attempt, JobSpec spec, RankPlacement placement);

  void ended(AttemptId attempt, int rank, NodeId node);
}
