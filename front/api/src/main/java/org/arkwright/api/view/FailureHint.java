package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Work;

/**
 * Recognises in the last lines of a rank's output that a file, program, interpreter or module is
 * missing, and says what to do. The words are those of common shells and interpreters.
 *
 * @param output the last lines
 * @param folder the name of the fresh folder that ranks began in
 * @param hasCode whether the rank's folder began with the submitter's files
 * @param builtin whether the rank ran a program of Arkwright's own
 */
public record FailureHint(List<String> output, String folder, boolean hasCode, boolean builtin) {
  /** The number of a rank's last lines that are enough. */
  public static final int LINES = 30;

  /**
   * The hint for a job.
   *
   * @param attempt that which wrote the lines
   */
  public static FailureHint of(Job job, AttemptId attempt, List<String> output) {
    return new FailureHint(
        output,
        attempt.toString(),
        job.spec().execution().snapshot().isPresent(),
        job.spec().execution().work() instanceof Work.Builtin);
  }

  private record Sign(Pattern line, Function<MatchResult, Missing> missing) {}

  private sealed interface Missing {
    record File(String path) implements Missing {}

    record Folder(String path) implements Missing {}

    /** A path that a shell could not start: missing, or its interpreter is. */
    record Script(String path) implements Missing {}

    record Program(String name) implements Missing {}

    record BashWord(String word) implements Missing {}

    record OtherLanguage(String word) implements Missing {}

    record Module(String name) implements Missing {}

    /** A class that the Java that ran did not find. */
    record JavaClass(String name) implements Missing {}

    record Library(String name) implements Missing {}

    record Right(String path) implements Missing {}

    record Interpreter(String path) implements Missing {}

    record OtherMachine(String path) implements Missing {}
  }

  /**
   * What a shell begins its messages with: its own name, or the script's with a line. Where nothing
   * else tells that it is a script, its path does: "error: 404: page: not found" is of no shell.
   */
  private static final String SHELL =
      "(?:(?:sh|bash|dash|ash|zsh|script|launcher\\.sh)(?:: line)?(?::? [0-9]+)?|: line"
          + " [0-9]+|^(?:\\.{0,2}/[^:]+|[^: ]+/[^: ]+|[^: ]+\\.\\w*sh): [0-9]+): (?:exec: )?";

  private static final String GONE = "(?i:no such file)(?: or directory)?";

  /** Words that bash has, and the sh of many systems has not. */
  private static final String BASH_WORDS =
      "(source|pushd|popd|shopt|declare|typeset|mapfile|function|let|\\[\\[)";

  /** Words that scripts of other languages begin their lines with. */
  private static final String OTHERS_WORDS =
      "(import|from|def|class|print|const|var|require|use|using|library)";

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private static final List<Sign> SIGNS =
      List.of(
          // Modules, classes and libraries of languages.
          sign("ModuleNotFoundError: No module named '([^']+)'", Missing.Module::new),
          sign("No module named (\\S+)\\.__main__", FailureHint::mainOf),
          sign("can't find '__main__' module in '([^']+)'", FailureHint::mainOf),
          sign("python[0-9.]*: No module named ([^\\s;]+)", Missing.Module::new),
          sign("Cannot find package '([^']+)'", Missing.Module::new),
          sign("Error: Cannot find module '([^'/.][^']*)'", Missing.Module::new),
          sign("Cannot find module '([^']+)'", Missing.File::new),
          sign("cannot load such file -- (\\S+) \\(LoadError\\)", Missing.Module::new),
          sign("Can't locate (\\S+) in @INC", Missing.Module::new),
          sign("there is no package called [‘'`]([^’']+)[’']", Missing.Module::new),
          sign("Package (\\S+) not found in current path", Missing.Module::new),
          sign("module '([^']+)' not found:", Missing.Module::new),
          sign("no required module provides package ([^;\\s]+)", Missing.Module::new),
          sign("can't find crate for `([^`]+)`", Missing.Module::new),
          sign("ClassNotFoundException: (\\S+)\\.java$", FailureHint::javaSource),
          sign("Could not find or load main class (\\S+)\\.java$", FailureHint::javaSource),
          sign("Could not find or load main class (\\S+)", Missing.JavaClass::new),
          sign(
              "(?:NoClassDefFoundError|ClassNotFoundException): ([\\w.$/]+)$",
              FailureHint::javaClass),
          sign("(\\S+\\.so\\S*): cannot open shared object file", Missing.Library::new),
          sign("ld(?:\\.\\w+)?: cannot find -l([^:\\s]+)", Missing.Library::new),
          // Interpreters and programs.
          sign("env: [‘']([^’']+)[’']: " + GONE, Missing.Interpreter::new),
          sign(": ([^: ]+): bad interpreter: " + GONE, Missing.Interpreter::new),
          sign("bad interpreter: ([^:]+)", Missing.Interpreter::new),
          sign("([^: ]+): cannot execute: required file not found", Missing.Script::new),
          sign("([^: ]+): cannot execute binary file", Missing.OtherMachine::new),
          sign("\\[Errno 8] Exec format error: '([^']+)'", Missing.OtherMachine::new),
          sign("([^: ]+): Exec format error", Missing.OtherMachine::new),
          sign(SHELL + OTHERS_WORDS + ": (?:command )?not found", Missing.OtherLanguage::new),
          sign(SHELL + BASH_WORDS + ": (?:command )?not found", Missing.BashWord::new),
          sign(SHELL + "([^: /]+): (?:command )?not found", Missing.Program::new),
          sign("command not found: (\\S+)", Missing.Program::new),
          sign(SHELL + "([^: ]+/[^: ]*): not found", Missing.Script::new),
          sign(SHELL + "([^: ]+): Permission denied", Missing.Right::new),
          sign("failed to (?:run command|execute) [‘'`]?([^’'`:]+)[’'`]?: ", FailureHint::program),
          sign("(?:nice|xargs|execvp): [‘']?([^’':]+)[’']?: " + GONE, FailureHint::program),
          sign("Error: spawn (\\S+) ENOENT", FailureHint::program),
          sign("exec: \"([^\"]+)\": executable file not found", FailureHint::program),
          sign("Cannot run program \"([^\"]+)\"", FailureHint::program),
          sign("fork/exec ([^:]+): " + GONE, FailureHint::program),
          sign("Failed to spawn: `([^`]+)`", FailureHint::program),
          // Folders.
          sign("cd: can't cd to ([^:]+)", Missing.Folder::new),
          sign("cd: ([^:]+): " + GONE, Missing.Folder::new),
          sign("cannot create (\\S+): Directory nonexistent", FailureHint::folderOf),
          sign(
              "(?:cannot (?:create|touch)|failed to create) (?:[\\w ]+ )?[‘'`]([^’']+)[’']: "
                  + GONE,
              FailureHint::folderOf),
          // Files, where the operating system's words are not all.
          sign("can't open file '([^']+)': \\[Errno 2]", Missing.File::new),
          sign(SHELL + "(?:[.]: )?(?:cannot open|Can't open) ([^:]+)", Missing.File::new),
          sign("Can't open (?:perl|ruby) script \"?([^\":]+)\"?", Missing.File::new),
          sign("Unable to access jarfile (\\S+)", Missing.File::new),
          sign("no (makefile) found", Missing.File::new),
          sign("No rule to make target '([^']+)', needed by", Missing.File::new),
          sign("(go\\.mod) file not found", Missing.File::new),
          sign("could not find `(Cargo\\.toml)`", Missing.File::new),
          sign("does not appear to contain (CMakeLists\\.txt)", Missing.File::new),
          sign("Could not open input file: (.+)", Missing.File::new),
          sign("lua[0-9.]*: cannot open (\\S+)", Missing.File::new),
          sign("cannot find or open ([^,]+),", Missing.File::new),
          sign("file or directory not found: (.+)", Missing.File::new),
          sign("error: file not found: (.+)", Missing.File::new),
          sign("NoSuchFileException: (.+)", Missing.File::new),
          sign("name = '([^']+)', errno = 2\\b", Missing.File::new),
          sign(
              "FileNotFoundError: (?:File )?'?([^'\\s]+)'? (?:not found|does not exist)",
              Missing.File::new));

  private static Sign sign(String line, Function<String, Missing> missing) {
    return new Sign(Pattern.compile(line), found -> missing.apply(found.group(1)));
  }

  /** Returns what is missing and what to do; empty when nothing is recognised. */
  public Optional<String> text() {
    for (String line : output.reversed()) {
      String plain = COLOUR.matcher(line).replaceAll("");
      for (Sign sign : SIGNS) {
        Matcher matcher = sign.line.matcher(plain);
        if (matcher.find()) {
          return Optional.of(text(started(sign.missing.apply(matcher.toMatchResult()))));
        }
      }
      Optional<String> file = NoSuchFile.named(plain);
      if (file.isPresent()) {
        return Optional.of(text(started(new Missing.File(file.get()))));
      }
    }
    return Optional.empty();
  }

  /** Whether a rank ended by itself, so that its last lines may say why. */
  public static boolean mayTell(StopCause cause) {
    return cause instanceof StopCause.RankFailed(_, RankExit.Exited _);
  }

  /** Adds what {@link #text} says to the JSON form of a cause that it may tell of. */
  public void addTo(ObjectNode cause) {
    text()
        .ifPresent(hint ->
            cause.put("text", cause.path("text").asText("") + ": " + hint).put("hint", hint));
  }

  private static Missing mainOf(String path) {
    return new Missing.File((path.contains("/") ? path : path.replace('.', '/')) + "/__main__.py");
  }

  /** Java takes a path that is not there for the name of a class. */
  private static Missing javaSource(String name) {
    return new Missing.File(name.replace('.', '/') + ".java");
  }

  private static Missing javaClass(String name) {
    return new Missing.JavaClass(name.replace('/', '.'));
  }

  private static Missing program(String name) {
    return name.indexOf('/') < 0 ? new Missing.Program(name) : new Missing.Script(name);
  }

  private static Missing folderOf(String path) {
    int end = path.lastIndexOf('/');
    return end <= 0 ? new Missing.File(path) : new Missing.Folder(path.substring(0, end));
  }

  /** What Python looked for in order to start it is a program. */
  private Missing started(Missing missing) {
    return missing instanceof Missing.File(String path)
            && output.stream().anyMatch(line -> line.contains("subprocess.py\""))
        ? program(path)
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
      case Missing.BashWord(String word) ->
          "%s is a word of bash, which sh does not know; run the script by bash".formatted(word);
      case Missing.OtherLanguage(String word) ->
          "the shell ran a script that is none of its own, which begins a line with %s; name its"
                  .formatted(word)
              + " interpreter, or let the script's first line do so (#!/usr/bin/env python3)";
      case Missing.Module(String name) ->
          "neither the interpreter that ran nor the job's folder has %s; activate the environment"
                  .formatted(name)
              + " that has it before you submit, or name its program by its whole path";
      case Missing.JavaClass(String name) when builtin ->
          "Arkwright's own files have no class %s: they were changed or removed since it was built;"
                  .formatted(name)
              + " remove target/arkwright of its clone, which is then built anew, or unpack its"
              + " archive again, and start the control plane from there";
      case Missing.JavaClass(String name) ->
          "there is no class %s on the class path; name the jar or folder that has it by -cp, or by"
                  .formatted(name)
              + " --env CLASSPATH=…";
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
