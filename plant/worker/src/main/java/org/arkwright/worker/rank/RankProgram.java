package org.arkwright.worker.rank;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.model.job.Work;

/** Turns a job's work into the argv of a program that exists, or says why it cannot. */
sealed interface RankProgram {
  /** Ready to run: the program is named with a slash, so no shell takes it for a builtin. */
  record Found(List<String> argv) implements RankProgram {}

  /** Nothing to run. */
  record Missing(String problem) implements RankProgram {}

  /**
   * Finds the program.
   *
   * @param script where the text of a {@link Work.Script} lies
   * @param directory the rank's working directory
   * @param path the rank's PATH
   */
  static RankProgram find(Work work, Path script, Path directory, String path) {
    return switch (work) {
      case Work.Command(List<String> argv) -> find(argv, directory, path);
      case Work.Script(String text) -> find(interpreted(text, script), directory, path);
    };
  }

  /**
   * The script handed to its interpreter, as the kernel would do. Executing the file itself could
   * fail with "text file busy" while another thread of this process forks.
   */
  private static List<String> interpreted(String text, Path script) {
    List<String> argv = new ArrayList<>();
    if (text.startsWith("#!")) {
      String line = text.lines().findFirst().orElseThrow().substring(2).strip();
      argv.addAll(List.of(line.split("\\s+", 2)));
    } else {
      argv.add("/bin/sh");
    }
    argv.add(script.toString());
    return argv;
  }

  private static RankProgram find(List<String> argv, Path directory, String path) {
    String name = argv.getFirst();
    if (name.indexOf('/') >= 0) {
      return check(argv, name, directory.resolve(name));
    }
    for (String folder : path.split(":", -1)) {
      Path candidate = directory.resolve(folder).resolve(name);
      if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
        return check(argv, candidate.toString(), candidate);
      }
    }
    return new Missing(name + ": command not found in PATH " + path);
  }

  private static RankProgram check(List<String> argv, String name, Path file) {
    if (!Files.exists(file)) {
      return new Missing(name + ": no such file");
    }
    if (Files.isDirectory(file) || !Files.isExecutable(file)) {
      return new Missing(name + ": not an executable file");
    }
    List<String> resolved = new ArrayList<>(argv);
    resolved.set(0, name);
    return new Found(List.copyOf(resolved));
  }
}
