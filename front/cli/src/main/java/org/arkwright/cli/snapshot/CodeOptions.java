package org.arkwright.cli.snapshot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say with which files and variables ranks begin, and in which folder. */
public final class CodeOptions {
  /** Stands for a name without a value, which takes the caller's; no variable can hold it. */
  private static final String FROM_HERE = "\0";

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec owner;

  @Option(
      names = "--env",
      paramLabel = "K[=V]",
      mapFallbackValue = FROM_HERE,
      description = "Environment variable; without =V its value here. An active venv comes along.")
  private Map<String, String> env = new LinkedHashMap<>();

  @Option(
      names = "--secret",
      paramLabel = "K[=V]",
      mapFallbackValue = FROM_HERE,
      description = "As --env, but the value is stored and shown sealed; only ranks can read it.")
  private Map<String, String> secrets = new LinkedHashMap<>();

  @Option(
      names = "--workdir",
      paramLabel = "FOLDER",
      description = "Run in this folder of the node itself, instead of in a copy of this one.")
  private @Nullable Path workdir;

  @Option(names = "--in-place", description = "Run in this folder itself; same as --workdir .")
  private boolean inPlace;

  @Option(
      names = "--no-snapshot",
      description = "Run in an empty folder: nothing of this one comes along.")
  private boolean noSnapshot;

  /**
   * Puts the environment: the variables given, and an active virtual environment.
   *
   * @param ownProgram whether the caller's own program runs, and not one of the platform
   */
  public void putEnvironment(Session session, ObjectNode spec, boolean ownProgram) {
    ObjectNode variables = JsonNodeFactory.instance.objectNode();
    if (ownProgram) {
      new ActivePython(session).variables().forEach(variables::put);
    }
    put(session, "--env", env, variables);
    if (!variables.isEmpty()) {
      spec.set("env", variables);
    }
    ObjectNode sealed = JsonNodeFactory.instance.objectNode();
    put(session, "--secret", secrets, sealed);
    if (!sealed.isEmpty()) {
      spec.set("secrets", sealed);
    }
  }

  private void put(
      Session session, String option, Map<String, String> given, ObjectNode variables) {
    given.forEach((name, value) ->
        variables.put(name, value.equals(FROM_HERE) ? valueHere(session, option, name) : value));
  }

  private String valueHere(Session session, String option, String name) {
    return session
        .variable(name)
        .orElseThrow(() ->
            usageError(
                "%s is '%s', and no such variable is set here; expected NAME=VALUE, or the name"
                        .formatted(option, name)
                    + " of one that is"));
  }

  /** Whether {@link #putFolder} will read this folder, and finds something in it. */
  public boolean brings(Session session) {
    if (inPlace || noSnapshot || workdir != null) {
      return false;
    }
    try (Stream<Path> files = Files.list(session.folder())) {
      return files.findAny().isPresent();
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Puts the folder: another one of the node, or a snapshot of this one, which is brought to the
   * server first.
   */
  public void putFolder(Session session, ObjectNode spec) throws IOException {
    if ((inPlace ? 1 : 0) + (noSnapshot ? 1 : 0) + (workdir == null ? 0 : 1) > 1) {
      throw usageError("give only one of --in-place, --workdir and --no-snapshot");
    }
    if (inPlace || workdir != null) {
      spec.put("workingDirectory", itself(session).toString());
    } else if (!noSnapshot) {
      new FolderCode(session, session.folder())
          .keepAll()
          .ifPresent(digest -> spec.put("snapshot", digest));
    }
  }

  private Path itself(Session session) {
    Path given = inPlace ? Path.of("") : Objects.requireNonNull(workdir);
    String option = inPlace ? "--in-place" : "--workdir " + given;
    if (!session.isServerHere() && !given.isAbsolute()) {
      throw usageError(
          option
              + " names a folder of this machine, and ARKWRIGHT_URL a server on another; expected"
              + " an absolute --workdir of its nodes, or neither: then this folder travels along");
    }
    Path folder = session.folder().resolve(given).normalize();
    if (session.isServerHere() && Files.isRegularFile(folder)) {
      throw usageError("%s is a file; expected a folder".formatted(option));
    }
    return folder;
  }

  /**
   * Returns the command with a program that the ranks will find: one of a virtual environment in
   * this folder, which never travels, by its whole path.
   */
  public List<String> command(Session session, List<String> command) {
    if (command.isEmpty() || inPlace || workdir != null) {
      return command;
    }
    if (!noSnapshot) {
      command.forEach(word -> sayIfOutside(session, word));
    }
    if (!session.isServerHere()) {
      return command;
    }
    List<String> found = new ArrayList<>(command);
    found.set(0, new ActivePython(session).program(command.getFirst()));
    return found;
  }

  /** A path that is right here, and will not be in the copy of this folder. */
  private static void sayIfOutside(Session session, String word) {
    if (word.startsWith("../") && Files.exists(session.folder().resolve(word))) {
      FolderCode.say(
          session.terminal(),
          "%s is outside of this folder and does not travel: run this in a folder above both, or"
                  .formatted(word)
              + " with --in-place");
    }
  }

  private ParameterException usageError(String message) {
    return new ParameterException(Objects.requireNonNull(owner).commandLine(), message);
  }
}
