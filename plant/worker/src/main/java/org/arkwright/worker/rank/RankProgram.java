package org.arkwright.worker.rank;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.model.job.ScriptLanguage;
import org.arkwright.model.job.Work;

/** The program that runs a job's work, or the reason why there is none. */
sealed interface RankProgram {
  /** How many folders of a PATH are worth naming to who misses a program. */
  int FOLDERS_NAMED = 3;

  /** The variable with the path of arkwright itself. */
  String LAUNCHER = "ARKWRIGHT_LAUNCHER";

  /** The variable with the folder of the model that a replica serves. */
  String MODEL = "ARKWRIGHT_INPUT_MODEL";

  /** The variable with the port at which a replica has to listen. */
  String PORT = "ARKWRIGHT_PORT";

  /** A program to run, named with a slash, so that no shell takes it for a builtin. */
  record Found(List<String> argv) implements RankProgram {}

  /** No program could be found. */
  record Missing(String problem) implements RankProgram {}

  /**
   * Finds the program.
   *
   * @param script the file with the text of a {@link Work.Script}
   * @param directory the rank's working directory
   * @param variables the rank's environment
   */
  static RankProgram find(
      Work work, Path script, Path directory, SortedMap<String, String> variables) {
    String path = variables.getOrDefault("PATH", "");
    return switch (work) {
      case Work.Command(List<String> argv) -> find(argv, directory, path);
      case Work.Builtin(Work.Program program, List<String> arguments) ->
          builtin(program, arguments, directory, variables);
      case Work.Server(List<String> argv) ->
          find(argv.stream().map(text -> filled(text, variables)).toList(), directory, path);
      case Work.Script(String text) ->
          find(interpreterArgv(text, script), directory, path) instanceof Found found
              ? found
              : new Missing(noInterpreter("the script", interpreterArgv(text, script).getFirst()));
    };
  }

  /** Returns the command line of a program that arkwright brings. */
  private static RankProgram builtin(
      Work.Program program,
      List<String> arguments,
      Path directory,
      SortedMap<String, String> variables) {
    String launcher = variables.getOrDefault(LAUNCHER, "");
    if (launcher.isEmpty()) {
      return new Missing(
          "arkwright work %s: this node's worker was started without %s, the path of arkwright"
                  .formatted(program.word(), LAUNCHER)
              + " itself: start it by arkwright");
    }
    List<String> argv = new ArrayList<>(List.of(launcher, "work", program.word()));
    if (program == Work.Program.SERVE) {
      argv.addAll(List.of("--model", variables.getOrDefault(MODEL, "")));
    }
    argv.addAll(arguments);
    return find(argv, directory, variables.getOrDefault("PATH", ""));
  }

  /** Puts what only the rank's start tells in place of its names. */
  private static String filled(String argument, SortedMap<String, String> variables) {
    return argument
        .replace("{port}", variables.getOrDefault(PORT, ""))
        .replace("{model}", variables.getOrDefault(MODEL, ""));
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
    if (argv.size() == 1 && name.indexOf(' ') >= 0) {
      return new Missing(
          "%s: there is no command of that name: give its words apart, without quotes around all of"
                  .formatted(name)
              + " them, or as sh -c '…'");
    }
    return new Missing(
        Files.isRegularFile(directory.resolve(name))
            ? "%s: command not found in PATH, but in the job's folder: write ./%s"
                .formatted(name, name)
            : ("%s: command not found in PATH (%s): install it on the node, or activate the"
                    + " environment that has it before you submit")
                .formatted(name, shortened(path)));
  }

  /** The first folders of a PATH, and how many more there are. */
  private static String shortened(String path) {
    List<String> folders = List.of(path.split(":", -1));
    return folders.size() <= FOLDERS_NAMED + 1
        ? path
        : "%s and %d more folders"
            .formatted(
                String.join(", ", folders.subList(0, FOLDERS_NAMED)),
                folders.size() - FOLDERS_NAMED);
  }

  private static String noInterpreter(String script, String interpreter) {
    if (interpreter.endsWith("\r")) {
      return script
          + ": it has line ends of Windows, which make no interpreter of its first line: save it"
          + " with those of Unix (dos2unix)";
    }
    return "%s: its first line names the interpreter %s, which is not on this node: name another%s"
        .formatted(
            script,
            interpreter,
            interpreter.contains("/bin/python")
                ? ", or make the virtual environment again, which holds for one place alone"
                : "");
  }

  private static RankProgram check(List<String> argv, String name, Path file) {
    if (!Files.exists(file)) {
      return new Missing(
          name
              + (name.startsWith("/")
                  ? ": no such file on this node"
                  : name.startsWith("../")
                      ? ": is not in the job's folder, and only the folder that a job is submitted"
                          + " from travels: submit it from one above both, or with --in-place"
                      : ": no such file in the job's folder: it was not in the folder that the job"
                          + " was submitted from, or an ignore file names it"));
    }
    if (Files.isDirectory(file)) {
      return new Missing(name + ": is a folder, not a program");
    }
    if (!Files.isRegularFile(file)) {
      return new Missing(name + ": is a pipe, a socket or a device, not a program");
    }
    if (!Files.isExecutable(file)) {
      return new Missing(
          name
              + ": not an executable file: chmod +x it before you submit, or run it by its"
              + " interpreter, such as sh "
              + name);
    }
    Optional<Path> interpreter = Interpreter.of(file);
    if (interpreter.isPresent() && !Files.exists(interpreter.get())) {
      return new Missing(noInterpreter(name, interpreter.get().toString()));
    }
    Optional<String> wrong = wrongBeginning(name, file);
    if (wrong.isPresent()) {
      return new Missing(wrong.get());
    }
    List<String> resolved = new ArrayList<>(argv);
    resolved.set(0, name);
    return new Found(List.copyOf(resolved));
  }

  /** What makes the shell run a script of another language; empty for all else. */
  private static Optional<String> wrongBeginning(String name, Path file) {
    String start;
    try (InputStream in = Files.newInputStream(file)) {
      start = new String(in.readNBytes(5), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return Optional.empty(); // Executable and not readable, or gone: its start tells.
    }
    if (start.equals("\u00ef\u00bb\u00bf#!")) {
      return Optional.of(
          name
              + ": it begins with a byte order mark, which hides its first line: save it as UTF-8"
              + " without one");
    }
    return start.startsWith("#!") || start.startsWith("\u007fELF")
        ? Optional.empty()
        : ScriptLanguage.interpreter(name)
            .map(interpreter ->
                ("%s: it has no first line that names its interpreter, so that sh would run it:"
                        + " begin it with #!/usr/bin/env %s, or run it as %s %s")
                    .formatted(name, interpreter, interpreter, name));
  }
}
