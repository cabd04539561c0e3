package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises in the last lines of a rank's output that a file, program, interpreter or module is
 * missing, and says what to do. The words are those of common shells and interpreters.
 *
 * @param output the last lines
 * @param folder the name of the fresh folder that ranks began in
 * @param hasCode whether the rank's folder began with the submitter's files
 */
public record FailureHint(List<String> output, String folder, boolean hasCode) {
  /** The number of a rank's last lines that are enough. */
  public static final int LINES = 30;

  private record Sign(Pattern line, Function<MatchResult, Missing> missing) {}

  private sealed interface Missing {
    record File(String path) implements Missing {}

    record Folder(String path) implements Missing {}

    /** A path that a shell could not start: missing, or its interpreter is. */
    record Script(String path) implements Missing {}

    record Program(String name) implements Missing {}

    record Module(String name) implements Missing {}

    record Library(String name) implements Missing {}

    record Right(String path) implements Missing {}

    record Interpreter(String path) implements Missing {}

    record OtherMachine(String path) implements Missing {}
  }

  private static final String SHELL =
      "(?:sh|bash|dash|ash|zsh|script|launcher\\.sh)(?:: line)?(?::? [0-9]+)?: (?:exec: )?";
  private static final String GONE = "No such file(?: or directory)?";

  private static final List<Sign> SIGNS =
      List.of(
          // Modules, classes and libraries of languages.
          sign("ModuleNotFoundError: No module named '([^']+)'", Missing.Module::new),
          sign("python[0-9.]*: No module named (\\S+)", Missing.Module::new),
          sign("Error: Cannot find module '([^'/.][^']*)'", Missing.Module::new),
          sign("Error: Cannot find module '([^']+)'", Missing.File::new),
          sign("cannot load such file -- (\\S+) \\(LoadError\\)", Missing.Module::new),
          sign("Can't locate (\\S+) in @INC", Missing.Module::new),
          sign("there is no package called [‘'`]([^’']+)[’']", Missing.Module::new),
          sign("Could not find or load main class (\\S+)", Missing.Module::new),
          sign("(\\S+\\.so\\S*): cannot open shared object file", Missing.Library::new),
          // Interpreters and programs.
          sign("env: [‘']([^’']+)[’']: " + GONE, Missing.Interpreter::new),
          sign(": ([^: ]+): bad interpreter: " + GONE, Missing.Interpreter::new),
          sign("bad interpreter: ([^:]+)", Missing.Interpreter::new),
          sign("([^: ]+): cannot execute: required file not found", Missing.Script::new),
          sign("([^: ]+): cannot execute binary file", Missing.OtherMachine::new),
          sign("\\[Errno 8] Exec format error: '([^']+)'", Missing.OtherMachine::new),
          sign("([^: ]+): Exec format error", Missing.OtherMachine::new),
          sign(SHELL + "([^: /]+): (?:command )?not found", Missing.Program::new),
          sign("command not found: (\\S+)", Missing.Program::new),
          sign(SHELL + "([^: ]+/[^: ]*): not found", Missing.Script::new),
          sign(SHELL + "([^: ]+): Permission denied", Missing.Right::new),
          // Folders.
          sign("cd: can't cd to ([^:]+)", Missing.Folder::new),
          sign("cd: ([^:]+): " + GONE, Missing.Folder::new),
          // Files, as interpreters, shells and the usual tools say it.
          sign("can't open file '([^']+)': \\[Errno 2]", Missing.File::new),
          sign("\\[Errno 2] No such file or directory: '([^']+)'", Missing.File::new),
          sign(SHELL + "(?:[.]: )?(?:cannot open|Can't open) ([^:]+)", Missing.File::new),
          sign("Can't open (?:perl|ruby) script \"?([^\":]+)\"?", Missing.File::new),
          sign("No such file or directory -- (\\S+) \\(LoadError\\)", Missing.File::new),
          sign("Unable to access jarfile (\\S+)", Missing.File::new),
          sign("no (makefile) found", Missing.File::new),
          sign("cannot \\w+ [‘'`]([^’']+)[’'](?: for \\w+)?: " + GONE, Missing.File::new),
          sign("cannot open (\\S+) \\(" + GONE, Missing.File::new),
          sign("(?:^|: )([^:'\"]+): " + GONE + "$", Missing.File::new));

  private static Sign sign(String line, Function<String, Missing> missing) {
    return new Sign(Pattern.compile(line), found -> missing.apply(found.group(1)));
  }

  /** Returns what is missing and what to do; empty when nothing is recognised. */
  public Optional<String> text() {
    for (String line : output.reversed()) {
      for (Sign sign : SIGNS) {
        Matcher matcher = sign.line.matcher(line);
        if (matcher.find()) {
          return Optional.of(text(started(sign.missing.apply(matcher.toMatchResult()))));
        }
      }
    }
    return Optional.empty();
  }

  /** Adds what {@link #text} says to the JSON form of the failure's cause. */
  public void addTo(ObjectNode cause) {
    text()
        .ifPresent(hint ->
            cause.put("text", cause.path("text").asText("") + ": " + hint).put("hint", hint));
  }

  /** What Python looked for in order to start it is a program. */
  private Missing started(Missing missing) {
    return missing instanceof Missing.File(String path)
            && output.stream().anyMatch(line -> line.contains("subprocess.py\""))
        ? path.indexOf('/') < 0 ? new Missing.Program(path) : new Missing.Script(path)
        : missing;
  }

  /** Returns a path of the fresh folder relative to it, another one as it is. */
  private String below(String path) {
    int at = path.indexOf("/" + folder + "/");
    return at < 0 ? path : path.substring(at + folder.length() + 2);
  }

  private String text(Missing missing) {
    return switch (missing) {
      case Missing.File(String path) -> noFile("file", below(path)) + whyNoFile(below(path));
      case Missing.Folder(String path) ->
          noFile("folder", below(path))
              + whyNoFile(below(path))
              + (hasCode && !below(path).startsWith("/") ? "; empty folders do not travel" : "");
      case Missing.Script(String path) ->
          noFile("file", below(path))
              + ", or its first line names an interpreter that is not on the node (line ends of"
              + " Windows do that too)";
      case Missing.Program(String name) ->
          "there is no program %s in the PATH of the node; install it there, or activate the"
                  .formatted(name)
              + " environment that has it before you submit";
      case Missing.Module(String name) ->
          "neither the interpreter that ran nor the job's folder has %s; activate the environment"
                  .formatted(name)
              + " that has it before you submit, or name its program by its whole path";
      case Missing.Library(String name) ->
          "the library %s is not on the node, or not where the loader looks; install it there, or"
                  .formatted(name)
              + " name its folder in LD_LIBRARY_PATH by --env";
      case Missing.Right(String path) ->
          "%s is not executable; chmod +x it before you submit, or run it by its interpreter"
              .formatted(below(path));
      case Missing.OtherMachine(String path) ->
          "%s is no program for the node's kind of machine, or a script without a first line that"
                  .formatted(below(path))
              + " names its interpreter";
      case Missing.Interpreter(String path) when path.matches(".*(\\\\r|\r|\\^M)") ->
          "the script has line ends of Windows; save it with those of Unix (dos2unix)";
      case Missing.Interpreter(String path) ->
          "the script's first line names %s, which is not on the node; name one that is"
              .formatted(path);
    };
  }

  private static String noFile(String what, String path) {
    return "there is no %s %s %s"
        .formatted(what, path, path.startsWith("/") ? "on the node" : "in the job's folder");
  }

  private String whyNoFile(String path) {
    if (path.startsWith("/")) {
      return "; give it as an input (--in), or name a path that is there";
    }
    if (path.startsWith("../")) {
      return "; only the folder that a job is submitted from travels: submit it from one above"
          + " both, or with --in-place";
    }
    return hasCode
        ? "; it was not in the folder that the job was submitted from, or an ignore file names it"
        : "; the job began in an empty one: submit it from the folder that holds the file, without"
            + " --no-snapshot, --in-place or --workdir of another";
  }
}
