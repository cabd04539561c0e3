package org.arkwright.worker.rank;

import java.io.IOException;
import java.util.List;

/** Sends signals to whole process groups, which the JDK cannot do. */
public final class ProcessGroups {
  private ProcessGroups() {}

  /** Sends SIGTERM to every process of the groups. Groups that are gone are ignored. */
  public static void terminate(List<Long> groups) throws IOException {
    signal(groups, Posix.SIGTERM);
  }

  /** Sends SIGKILL to every process of the groups. */
  public static void kill(List<Long> groups) throws IOException {
    signal(groups, Posix.SIGKILL);
  }

  private static void signal(List<Long> groups, int signal) throws IOException {
    for (long group : groups) {
      Posix.killGroup(group, signal);
    }
  }
}
