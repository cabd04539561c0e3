package org.arkwright.worker.limit;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.List;
import org.arkwright.worker.rank.RankIsolation;

/**
 * The bounds of one rank by control groups, which its command's process joins before it becomes the
 * command. Not for several threads at once.
 */
final class CgroupIsolation implements RankIsolation {
  private static final System.Logger LOG = System.getLogger(CgroupIsolation.class.getName());

  private final List<RankGroup> groups;
  private final List<String> preamble;
  private final List<String> prefix;
  private final LeftoverCgroups leftovers;

  CgroupIsolation(
      List<RankGroup> groups,
      List<String> preamble,
      List<String> prefix,
      LeftoverCgroups leftovers) {
    this.groups = List.copyOf(groups);
    this.preamble = List.copyOf(preamble);
    this.prefix = List.copyOf(prefix);
    this.leftovers = leftovers;
  }

  List<RankGroup> groups() {
    return groups;
  }

  @Override
  public List<String> preamble() {
    return preamble;
  }

  @Override
  public List<String> prefix() {
    return prefix;
  }

  /**
   * Read before {@link #close}. Always false where memory is not bounded by a control group: a
   * process then sees its allocation fail.
   */
  @Override
  public boolean outOfMemory() {
    for (RankGroup group : groups) {
      try {
        if (group.files().outOfMemory(group.folder())) {
          return true;
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot tell whether a rank ran out of memory: {0}", e.toString());
      }
    }
    return false;
  }

  /** Reaches nothing without a control group, so kill the process group besides. */
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

  /** Removes the groups; what still has members is removed by a later close. */
  @Override
  public void close() {
    groups.forEach(group -> leftovers.remove(group.folder()));
  }
}
