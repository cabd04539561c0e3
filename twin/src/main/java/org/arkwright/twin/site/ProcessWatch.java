package org.arkwright.twin.site;

import org.arkwright.model.AttemptId;
import org.arkwright.model.JobSpec;
import org.arkwright.model.NodeId;
import org.arkwright.model.RankPlacement;

/** Sees the truth: which processes live, whatever anybody has been told. */
public interface ProcessWatch {
  void spawned(AttemptId attempt, JobSpec spec, RankPlacement placement);

  void ended(AttemptId attempt, int rank, NodeId node);
}
