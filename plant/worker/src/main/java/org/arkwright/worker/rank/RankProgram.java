package org.arkwright.worker.rank;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.model.job.Work;

/** The program that runs a job's work, or the reason why there is none. */
sealed interface RankProgram {
  /** A program to run, named with a slash, so that no shell takes it for a builtin. */
  record Found(List<String> argv) implements RankProgram {}

  /** No program could be found. */
  record Missing(String problem) implements RankProgram {}

  /**
   * Finds the program.
   *
   * @param script the file with the text of a {@link Work.Script}
   * @param directory the rank's working directory
   * @param path the rank's PATH
   */
  static RankProgram find(Work work, Path script, Path directory, String path) {
    return switch (work) {
      case Work.Command(List<String> argv) -> find(argv, directory, path);
      case Work.Script(String text) -> find(interpreterArgv(text, script), directory, path);
    };
  }

  /**
   * Returns the script's interpreter with the script as its argument, as the kernel would run it.
   * Executing the file itself could fail with "text file busy" while another thread of this process
   * forks.
   */
  private static List<String> interpreterArgv(String text, Path script) {
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
