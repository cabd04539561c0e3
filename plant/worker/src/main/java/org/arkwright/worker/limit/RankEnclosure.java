package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The bounds of one rank, from before its start until after its end. Not for several threads at
 * once.
 */
public final class RankEnclosure implements AutoCloseable {
  private final List<RankGroup> groups;
  private final List<String> shellPreamble;
  private final List<String> argvPrefix;
  private final Leftovers leftovers;

  RankEnclosure(
      List<RankGroup> groups,
      List<String> shellPreamble,
      List<String> argvPrefix,
      Leftovers leftovers) {
    this.groups = List.copyOf(groups);
    this.shellPreamble = List.copyOf(shellPreamble);
    this.argvPrefix = List.copyOf(argvPrefix);
    this.leftovers = leftovers;
  }

  List<RankGroup> groups() {
    return groups;
  }

  /**
   * Lines of POSIX shell for the process that becomes the command: best a subshell of the launcher,
   * so that the launcher itself stays outside and survives to tell the end. A line that fails ends
   * that shell with exit code 126.
   */
  public List<String> shellPreamble() {
    return shellPreamble;
  }

  /** What goes in front of the command's own words; empty without a sandbox. */
  public List<String> argvPrefix() {
    return argvPrefix;
  }

  /**
   * Whether the kernel killed any process of the rank for going over its memory limit. Always false
   * where memory is not bounded by a control group: a process then sees its allocation fail.
   *
   * @throws IOException when a counter cannot be read, for one after {@link #close}
   */
  public boolean outOfMemory() throws IOException {
    for (RankGroup group : groups) {
      if (group.files().outOfMemory(group.folder())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Sends SIGKILL to every process of the rank, also to those that left its process group. Reaches
   * nothing without a control group, so kill the process group besides.
   */
  public void killAll() throws IOException {
    for (RankGroup group : groups) {
      if (Files.exists(group.folder())) {
        group.files().kill(group.folder());
      }
    }
  }

  /** Removes the groups; what still has members is removed by a later close. Never throws. */
  @Override
  public void close() {
    groups.forEach(group -> leftovers.remove(group.folder()));
  }
}
