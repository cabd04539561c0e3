package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.home.Home;
import org.arkwright.cli.home.HomeContents;
import org.arkwright.cli.home.ServerProcess;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code uninstall}: removes a home, and whatever runs from it. */
@Command(
    name = "uninstall",
    description = {
      "Remove the home folder, with its history, models and running jobs.",
      "Says what goes and asks, unless --yes is given. The program itself is deleted by hand."
    })
public final class UninstallCommand implements Callable<Integer> {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
  private static final long KIBI = 1 << 10;
  private static final double MEBI = 1 << 20;

  private final Session session;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Only say what would be removed.")
  private boolean dryRun;

  public UninstallCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Home home = session.home();
    PrintStream out = people();
    if (!Files.exists(home.folder())) {
      out.println("nothing to remove: there is no " + home.folder());
      return answer(home, false);
    }
    if (!Files.isRegularFile(home.id())) {
      throw new WrongUseException(
          "%s is no home: it has no home.id\nexpected: a folder that `arkwright up` has made"
              .formatted(home.folder()));
    }
    ServerProcess server = new ServerProcess(home);
    Optional<Home.Notice> running = server.running();
    HomeContents contents = HomeContents.of(home.folder());
    boolean askable = yes || dryRun || session.terminal().interactive();
    if (!askable && session.wantsData()) {
      throw nobodyToAsk(); // Alone on the error stream, where programs read it.
    }
    list(home, running, contents);
    if (dryRun) {
      return answer(home, false);
    }
    if (!askable) {
      throw nobodyToAsk();
    }
    if (!yes && !isAgreed(home)) {
      out.println("nothing was removed");
      var _ = answer(home, false);
      return ExitCode.FAILURE;
    }
    if (running.isPresent()) {
      stop(home, server, running.get());
    }
    try {
      server.endWorkers();
    } catch (FailureException e) {
      throw new FailureException("nothing was removed: " + e.getMessage());
    }
    // Listed anew, because the end of the server removes and writes some.
    for (Path entry : HomeContents.of(home.folder()).own()) {
      HomeContents.delete(entry);
    }
    Files.deleteIfExists(home.id()); // Last: a removal that was broken off can be repeated.
    if (contents.foreign().isEmpty()) {
      Files.delete(home.folder());
      out.println("removed " + home.folder());
    } else {
      out.println("removed what arkwright had made; the rest is left in " + home.folder());
    }
    return answer(home, true);
  }

  /** Where to tell people what goes: beside the answer where that is data. */
  private PrintStream people() {
    return session.wantsData() ? session.terminal().err() : session.terminal().out();
  }

  private int answer(Home home, boolean removed) {
    if (session.wantsData()) {
      session.printData(
          JsonNodeFactory.instance
              .objectNode()
              .put("home", home.folder().toString())
              .put("removed", removed));
    }
    return ExitCode.OK;
  }

  private void list(Home home, Optional<Home.Notice> running, HomeContents contents) {
    PrintStream out = people();
    out.println("This removes for ever:");
    running.ifPresent(notice ->
        out.println(
            "  the server of process %d, which is stopped first, and its %s"
                .formatted(notice.pid(), jobs(home))));
    if (running.isEmpty()) {
      out.println("  its worker and whatever jobs still run, which are stopped first");
    }
    for (Path entry : contents.own()) {
      out.println("  " + entry + "  " + size(HomeContents.bytes(entry)));
    }
    contents
        .foreign()
        .forEach(entry -> session.terminal().say("left alone, not arkwright's:  " + entry));
    externalJournal(home)
        .ifPresent(url -> out.println("left alone:  the tables journal_* in " + url));
    Path cache =
        Path.of(session.variable("HOME").orElse(System.getProperty("user.home")), ".javacpp");
    if (Files.isDirectory(cache)) {
      out.println("left alone, since other programs may use it:  " + cache);
    }
  }

  private static String size(long bytes) {
    return bytes < MEBI
        ? (bytes + KIBI - 1) / KIBI + " KiB"
        : String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
  }

  private static String jobs(Home home) {
    try {
      JsonNode about = new ApiClient(home::address).get("/server");
      int live = about.path("liveJobs").asInt();
      return live + (live == 1 ? " job that has not ended" : " jobs that have not ended");
    } catch (IOException | RuntimeException _) {
      return "jobs";
    }
  }

  /** The third line of the anchor names the journal. */
  private static Optional<String> externalJournal(Home home) {
    try {
      return Files.readAllLines(home.folder().resolve("journal.anchor")).stream()
          .skip(2)
          .filter(location -> location.startsWith("jdbc:"))
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static WrongUseException nobodyToAsk() {
    return new WrongUseException(
        "nothing was removed: there is nobody to ask\nexpected: --yes, or a terminal");
  }

  private boolean isAgreed(Home home) {
    session.terminal().err().print("Remove " + home.folder() + "? Type yes: ");
    session.terminal().err().flush();
    Scanner answers = new Scanner(session.terminal().in(), StandardCharsets.UTF_8);
    return answers.hasNextLine() && answers.nextLine().strip().equals("yes");
  }

  private static void stop(Home home, ServerProcess server, Home.Notice running)
      throws IOException {
    var _ =
        new ApiClient(home::address)
            .post("/server/shutdown", JsonNodeFactory.instance.objectNode().put("stopJobs", true));
    if (!server.awaitEnd(running, STOP_TIMEOUT)) {
      throw new FailureException(
          "the server (process %d) still runs after %d s; nothing was removed"
              .formatted(running.pid(), STOP_TIMEOUT.toSeconds()));
    }
  }
}
