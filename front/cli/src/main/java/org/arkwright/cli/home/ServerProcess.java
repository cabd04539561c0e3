package org.arkwright.cli.home;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.cli.home.Home.Notice;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.FileProblem;
import org.arkwright.cli.terminal.NotStartedException;
import org.arkwright.model.unit.Bytes;

/** The server as a separate process, started from the same jars as this command. */
public final class ServerProcess {
  private static final String MAIN_CLASS = "org.arkwright.server.ServerMain";
  private static final String JOURNAL_CLASS = "org.arkwright.server.JournalMain";
  private static final String WORKERS_CLASS = "org.arkwright.server.WorkersMain";
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration HELD_PAUSE = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 25;

  /** The server's exit status when another process holds the home. */
  private static final int HELD = 3;

  /** The server's exit status when an option or the site's file is wrong. */
  private static final int WRONG_USE = 2;

  private static final int LOG_LINES = 20;

  /** How the server begins the line that says why it does not start. */
  private static final String REFUSAL = "arkwright: ";

  private final Home home;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  public ServerProcess(Home home) {
    this.home = home;
  }

  /**
   * The server of the home.
   *
   * @param byThis whether this process has started it; another may have been faster
   */
  public record Started(Notice notice, boolean byThis) {}

  /**
   * Starts a server that outlives this process and its terminal, and waits until it answers. If
   * another process starts one at the same time, or the last is about to end, waits for that.
   *
   * @throws FailureException if the server exits or does not get ready
   */
  public Started start(List<String> arguments) throws IOException {
    try {
      Files.createDirectories(
          home.folder(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException problem) {
      throw new FailureException(
          "the home folder %s cannot be created: %s"
              .formatted(home.folder(), FileProblem.reason(problem)));
    }
    long begin = System.nanoTime();
    while (true) {
      long logBegin = requireLog();
      Optional<Notice> ready = awaitReady(launch(arguments), logBegin);
      if (ready.isPresent()) {
        return new Started(ready.get(), true);
      }
      Optional<Notice> other = awaitOther();
      if (other.isPresent()) {
        return new Started(other.get(), false);
      }
      if (System.nanoTime() - begin > START_TIMEOUT.toNanos()) {
        throw notStarted("the home is in use", false, logBegin);
      }
    }
  }

  private Process launch(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // In its own session, so that closing the terminal or Ctrl-C does not reach the server.
      command.add("/usr/bin/setsid");
    }
    command.addAll(command(arguments));
    return new ProcessBuilder(command)
        .directory(home.folder().toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.serverLog().toFile()))
        .redirectErrorStream(true)
        .start();
  }

  /**
   * Verifies the journal while no server runs, and returns what the API would answer.
   *
   * @param journal the journal's location; empty for the one that the home used last
   * @throws FailureException if it cannot be read
   */
  public JsonNode verifyJournal(String journal) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--home", home.folder().toString()));
    if (!journal.isEmpty()) {
      arguments.addAll(List.of("--journal", journal));
    }
    Process process =
        new ProcessBuilder(command(JOURNAL_CLASS, arguments))
            .redirectError(ProcessBuilder.Redirect.PIPE)
            .start();
    String refusal;
    byte[] answer;
    try (InputStream out = process.getInputStream();
        InputStream err = process.getErrorStream()) {
      answer = out.readAllBytes();
      refusal = new String(err.readAllBytes(), StandardCharsets.UTF_8).strip();
      process.waitFor();
    } catch (InterruptedException _) {
      throw interrupted();
    }
    if (answer.length == 0) {
      throw new FailureException(refusal.replaceFirst("(?s).*?" + REFUSAL, ""));
    }
    return JsonMapper.builder().build().readTree(answer);
  }

  /**
   * Ends the home's workers and their ranks, while no server runs.
   *
   * @throws FailureException if they do not end, or a server runs
   */
  public void endWorkers() throws IOException {
    Process process =
        new ProcessBuilder(command(WORKERS_CLASS, List.of("--home", home.folder().toString())))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String refusal;
    int code;
    try (InputStream err = process.getErrorStream()) {
      refusal = new String(err.readAllBytes(), StandardCharsets.UTF_8).strip();
      code = process.waitFor();
    } catch (InterruptedException _) {
      throw interrupted();
    }
    if (code != 0) {
      throw new FailureException(refusal.replaceFirst("(?s).*?" + REFUSAL, ""));
    }
  }

  /** Returns the notice of the server that serves this folder now, if one does. */
  public Optional<Notice> running() {
    return home.ownNotice().filter(Notice::isAlive).filter(this::answers);
  }

  /**
   * Checks that the log can be written: otherwise the server's own errors would be lost. Returns
   * its present length.
   */
  private long requireLog() {
    try {
      Files.newOutputStream(home.serverLog(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
          .close();
      requireSpace();
      return Files.size(home.serverLog());
    } catch (IOException problem) {
      throw new FailureException(
          ("the home folder %s cannot be written: %s\n"
                  + "Choose another with --home, or make it writable.")
              .formatted(home.folder(), FileProblem.reason(problem)));
    }
  }

  private void requireSpace() throws IOException {
    DiskSpace space = DiskSpace.at(home.folder());
    if (space.isFull()) {
      throw new FailureException(
          "the disk of the home folder %s is full: %s are free\nFree some space, and start again."
              .formatted(home.folder(), new Bytes(space.free())));
    }
  }

  /** Runs the server in this terminal until it ends, and returns its exit code. */
  public int runHere(List<String> arguments) throws IOException {
    refuseIfInUse();
    Process process = new ProcessBuilder(command(arguments)).inheritIO().start();
    // Its status is this command's, also after a signal, for which Java has one of its own.
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(stop(process)));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      int code = process.waitFor();
      removeHook(hook);
      return code;
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  /** Waits until the process has ended; returns false on timeout. */
  public boolean awaitEnd(Notice notice, Duration timeout) throws IOException {
    long begin = System.nanoTime();
    while (notice.isAlive()) {
      if (System.nanoTime() - begin > timeout.toNanos()) {
        return false;
      }
      pause();
    }
    return true;
  }

  private void refuseIfInUse() {
    running()
        .ifPresent(notice -> {
          throw new FailureException(
              "%s is in use by the server with process id %d at %s\nUse it, or stop it: arkwright down"
                  .formatted(home.folder(), notice.pid(), notice.url()));
        });
  }

  /** Waits a moment for the server that holds the home; empty if it does not answer. */
  private Optional<Notice> awaitOther() throws IOException {
    long begin = System.nanoTime();
    Optional<Notice> other = running();
    while (other.isEmpty() && System.nanoTime() - begin < HELD_PAUSE.toNanos()) {
      pause();
      other = running();
    }
    return other;
  }

  /** Returns the notice of the process; empty if it has ended because another holds the home. */
  private Optional<Notice> awaitReady(Process process, long logBegin) throws IOException {
    long begin = System.nanoTime();
    while (true) {
      // setsid keeps the process id where it does not have to fork, which is the case here.
      Optional<Notice> ready =
          home.ownNotice().filter(notice -> notice.pid() == process.pid()).filter(this::answers);
      if (ready.isPresent()) {
        return ready;
      }
      if (!process.isAlive() && process.exitValue() == HELD) {
        return Optional.empty();
      }
      if (!process.isAlive()) {
        int code = process.exitValue();
        throw notStarted("the server exited with code " + code, code == WRONG_USE, logBegin);
      }
      if (System.nanoTime() - begin > START_TIMEOUT.toNanos()) {
        process.destroy();
        throw notStarted(
            "the server is not ready after " + START_TIMEOUT.toMinutes() + " min", false, logBegin);
      }
      pause();
    }
  }

  /** Says why by what this start has logged: its refusal, or else the last lines. */
  private FailureException notStarted(String what, boolean wrongUse, long logBegin)
      throws IOException {
    List<String> logged = home.logTail(logBegin);
    List<String> refusal = logged.stream().dropWhile(line -> !line.startsWith(REFUSAL)).toList();
    List<String> lines = new ArrayList<>();
    if (refusal.isEmpty()) {
      lines.add(what);
      lines.addAll(logged.subList(Math.max(0, logged.size() - LOG_LINES), logged.size()));
    } else {
      lines.add("the server does not start: " + refusal.getFirst().substring(REFUSAL.length()));
      lines.addAll(refusal.subList(1, refusal.size()));
    }
    lines.add("The full log is in " + home.serverLog() + ".");
    return new NotStartedException(String.join("\n", lines), wrongUse);
  }

  private boolean answers(Notice notice) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(notice.url() + "/healthz"))
              .timeout(Duration.ofSeconds(5))
              .header("Arkwright-Home", home.place().orElse(""))
              .build();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return status == 200 || status == 503; // It answers, even if a part of it is not well.
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> command(List<String> arguments) {
    return command(System.getProperty("arkwright.server.main", MAIN_CLASS), arguments);
  }

  private static List<String> command(String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        System.getProperty("arkwright.server.options", "")
            .lines()
            .filter(l -> !l.isBlank())
            .toList());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(main);
    command.addAll(arguments);
    return command;
  }

  private static int stop(Process process) {
    process.destroy();
    try {
      return process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void removeHook(Thread hook) {
    try {
      var _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // A signal has begun the end of this process, and the hook gives the status.
    }
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the server");
  }
}
