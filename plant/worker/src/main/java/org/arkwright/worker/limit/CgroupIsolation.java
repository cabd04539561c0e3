package org.arkwright.worker.limit;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.worker.rank.RankCommand;
import org.arkwright.worker.rank.RankEntry;
import org.arkwright.worker.rank.RankIsolation;

/**
 * The isolation of one rank by control groups, which the rank's process joins before it executes
 * the command. Not thread-safe.
 */
final class CgroupIsolation implements RankIsolation {
  /** What is inside of the control groups: a sandbox, or nothing more. */
  @FunctionalInterface
  interface Interior {
    RankEntry enter(RankCommand command) throws IOException;
  }

  private static final System.Logger LOG = System.getLogger(CgroupIsolation.class.getName());

  private final List<RankGroup> groups;
  private final List<String> preamble;
  private final Interior interior;
  private final LeftoverCgroups leftovers;

  CgroupIsolation(
      List<RankGroup> groups, List<String> preamble, Interior interior, LeftoverCgroups leftovers) {
    this.groups = List.copyOf(groups);
    this.preamble = List.copyOf(preamble);
    this.interior = interior;
    this.leftovers = leftovers;
  }

  List<RankGroup> groups() {
    return groups;
  }

  @Override
  public RankEntry enter(RankCommand command) throws IOException {
    RankEntry inner = interior.enter(command);
    List<String> all = new ArrayList<>(preamble);
    all.addAll(inner.preamble());
    return new RankEntry(all, inner.argv());
  }

  /**
   * To be called before {@link #close}. Always false if memory is not limited by a control group:
   * allocations of a process then fail instead.
   */
  @Override
  public boolean outOfMemory() {
    for (RankGroup group : groups) {
      try {
        if (group.files().outOfMemory(group.folder())) {
          return true;
        }
      } catch (IOException e) {
        LOG.log(
            Level.WARNING, "cannot determine whether a rank ran out of memory: {0}", e.toString());
      }
    }
    return false;
  }

  /** Has no effect without a control group, so callers kill the process group as well. */
  @Override
  public void killAll() {
    for (RankGroup group : groups) {
      try {
        if (Files.exists(group.folder())) {
          group.files().kill(group.folder());
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot kill all of {0}: {1}", group.folder(), e.toString());
      }
    }
  }

  /** Removes the groups; those that still have members are removed by a later close. */
  @Override
  public void close() {
    groups.forEach(group -> leftovers.remove(group.folder()));
  }
}
