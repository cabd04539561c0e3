package org.arkwright.protocol;

import java.util.Optional;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Work;

/** The version of the protocol. */
public final class Protocol {
  /**
   * The version that this build speaks best. It increases when a message changes so that the other
   * side must know of it: a member that may be ignored where it is not known needs no new version.
   * A control plane replaces a worker of another version on its own machine: the new worker adopts
   * the ranks.
   */
  public static final int VERSION = 4;

  /** The versions that this build speaks: its own, and the one of the release before. */
  public static final Versions SPOKEN = new Versions(VERSION - 1, VERSION);

  /** The first version that knows more than commands and scripts, on more than one node. */
  private static final int RICHER_WORK = 4;

  /** The first version in which workers open channels. */
  public static final int CHANNELS = 4;

  private Protocol() {}

  /**
   * Says what of a job a worker cannot be told; empty if it can be told all.
   *
   * @param spoken the versions that the worker speaks
   * @param nodes the number of nodes that the job's ranks are on
   */
  public static Optional<String> unknownIn(Versions spoken, int nodes, JobSpec spec) {
    if (spoken.latest() >= RICHER_WORK) {
      return Optional.empty();
    }
    if (nodes > 1) {
      return Optional.of("how ranks of several nodes meet");
    }
    return switch (spec.execution().work()) {
      case Work.Command _, Work.Script _ -> Optional.empty();
      case Work.Builtin _, Work.Server _ -> Optional.of("work of this kind");
    };
  }
}
