package org.arkwright.worker.rank;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends signals to whole process groups, which the JDK cannot. */
public final class ProcessGroups {
  private ProcessGroups() {}

  /** Asks every process of the groups to end. Groups that are gone are passed over. */
  public static void terminate(List<Long> groups) throws IOException {
    signal("TERM", groups);
  }

  /** Ends every process of the groups. */
  public static void kill(List<Long> groups) throws IOException {
    signal("KILL", groups);
  }

  private static void signal(String signal, List<Long> groups) throws IOException {
    if (groups.isEmpty()) {
      return;
    }
    List<String> argv =
        new ArrayList<>(
            List.of("/bin/sh", "-c", "for g; do kill -s " + signal + " -- -$g; done", "signal"));
    groups.forEach(group -> argv.add(Long.toString(group)));
    Process shell =
        new ProcessBuilder(argv)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean interrupted = false;
    while (true) {
      try {
        shell.waitFor();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
