package org.arkwright.api.view;

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
  private record Sign(Pattern line, Function<MatchResult, Missing> missing) {}

  private sealed interface Missing {
    record File(String path) implements Missing {}

    record Program(String name) implements Missing {}

    record Module(String name) implements Missing {}

    record Right(String path) implements Missing {}

    record Interpreter(String path) implements Missing {}
  }

  private static final List<Sign> SIGNS =
      List.of(
          sign(
              "ModuleNotFoundError: No module named '([^']+)'",
              found -> new Missing.Module(found.group(1))),
          sign(
              "python[0-9.]*: No module named (\\S+)", found -> new Missing.Module(found.group(1))),
          sign(
              "Error: Cannot find module '([^'/.][^']*)'",
              found -> new Missing.Module(found.group(1))),
          sign("Error: Cannot find module '([^']+)'", found -> new Missing.File(found.group(1))),
          sign("can't open file '([^']+)': \\[Errno 2]", found -> new Missing.File(found.group(1))),
          sign(
              "FileNotFoundError: \\[Errno 2] No such file or directory: '([^']+)'",
              found -> new Missing.File(found.group(1))),
          sign(
              "env: [‘']([^’']+)[’']: No such file or directory",
              found -> new Missing.Interpreter(found.group(1))),
          sign(
              ": ([^: ]+): bad interpreter: No such file or directory",
              found -> new Missing.Interpreter(found.group(1))),
          sign("bad interpreter: ([^:]+)", found -> new Missing.Interpreter(found.group(1))),
          sign(
              "(?:sh|bash|dash|zsh): (?:[0-9]+: )?(?:cannot open|Can't open) (\\S+?)(?::.*)?$",
              found -> new Missing.File(found.group(1))),
          sign(
              "Can't open (?:perl|ruby) script \"?([^\":]+)\"?",
              found -> new Missing.File(found.group(1))),
          sign(
              "(?:line )?[0-9]+: ([^: ]+): (?:command )?not found",
              found -> new Missing.Program(found.group(1))),
          sign("command not found: (\\S+)", found -> new Missing.Program(found.group(1))),
          sign(
              "(?:sh|bash|dash|zsh|script)(?:: line)?(?:: [0-9]+)?: ([^: ]+): Permission denied",
              found -> new Missing.Right(found.group(1))),
          sign(
              "(?:sh|bash|dash|zsh|script)(?:: line)?(?:: [0-9]+)?: ([^: ]+):"
                  + " (?:No such file or directory|not found)",
              found -> new Missing.File(found.group(1))));

  private static Sign sign(String line, Function<MatchResult, Missing> missing) {
    return new Sign(Pattern.compile(line), missing);
  }

  /** Returns what is missing and what to do; empty when nothing is recognised. */
  public Optional<String> text() {
    for (String line : output.reversed()) {
      for (Sign sign : SIGNS) {
        Matcher matcher = sign.line.matcher(line);
        if (matcher.find()) {
          return Optional.of(text(sign.missing.apply(matcher.toMatchResult())));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns a path of the fresh folder relative to it, another one as it is. */
  private String below(String path) {
    int at = path.indexOf("/" + folder + "/");
    return at < 0 ? path : path.substring(at + folder.length() + 2);
  }

  private String text(Missing missing) {
    return switch (missing) {
      case Missing.File(String path) when below(path).startsWith("/") ->
          "there is no file %s on the node; give it as an input (--in), or name a path that is there"
              .formatted(path);
      case Missing.File(String path) ->
          "there is no file %s in the job's folder; ".formatted(below(path))
              + (hasCode
                  ? "it was not in the folder that the job was submitted from, or an ignore file"
                      + " names it"
                  : "the job began in an empty one: submit it from the folder that holds the file,"
                      + " without --no-snapshot, --in-place or --workdir of another");
      case Missing.Program(String name) ->
          "there is no program %s in the PATH of the node; install it there, or activate the"
                  .formatted(name)
              + " environment that has it before you submit";
      case Missing.Module(String name) ->
          "the interpreter that ran has no module %s; activate the environment that has it before"
                  .formatted(name)
              + " you submit, or name its program by its whole path";
      case Missing.Right(String path) ->
          "%s is not executable; chmod +x it before you submit, or run it by its interpreter"
              .formatted(path);
      case Missing.Interpreter(String path) when path.endsWith("\r") || path.endsWith("^M") ->
          "the script has line ends of Windows; save it with those of Unix (dos2unix)";
      case Missing.Interpreter(String path) ->
          "the script's first line names %s, which is not on the node; name one that is"
              .formatted(path);
    };
  }
}
