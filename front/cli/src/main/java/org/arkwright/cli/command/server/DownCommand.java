package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.arkwright.cli.command.job.JobsInStates;
import org.arkwright.cli.home.Home;
import org.arkwright.cli.home.HomeWorkers;
import org.arkwright.cli.home.ServerProcess;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code server down}: stops the control plane. */
@Command(
    name = "down",
    description = {
      "Stop the control plane of the home folder.",
      "Running jobs keep running, and the next `up` picks them up, unless --stop-jobs is given."
    })
public final class DownCommand implements Callable<Integer> {
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
  private final Session session;

  @ArgGroup private Choice choice = new Choice();

  /** The options that decide the fate of running jobs. */
  static final class Choice {
    @Option(names = "--stop-jobs", description = "Cancel all jobs first.")
    private boolean stop;

    @Option(names = "--leave-jobs", description = "Let running jobs run; the default.")
    void leave(boolean leave) {
      stop &= !leave;
    }
  }

  public DownCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Home home = session.home();
    // How many have not ended, replicas of deployments among them; nobody but people asks.
    int live =
        choice.stop && !session.wantsData()
            ? JobsInStates.list(session.api(), JobsInStates.LIVE, "", "").size()
            : 0;
    Optional<Home.Notice> notice =
        session.serverUrl().isPresent() ? Optional.empty() : home.ownNotice();
    var _ =
        session
            .api()
            .post(
                "/server/shutdown",
                JsonNodeFactory.instance.objectNode().put("stopJobs", choice.stop));
    if (notice.isPresent() && !new ServerProcess(home).awaitEnd(notice.get(), STOP_TIMEOUT)) {
      throw new FailureException(
          "the server (process %d) still runs after %d s\nIts log is %s."
              .formatted(notice.get().pid(), STOP_TIMEOUT.toSeconds(), home.serverLog()));
    }
    if (choice.stop && notice.isPresent() && !HomeWorkers.running(home.folder()).isEmpty()) {
      // A worker that did not hear of it, or a rank that did not end within its time.
      new ServerProcess(home).endWorkers();
    }
    if (session.wantsData()) {
      session.printData(
          JsonNodeFactory.instance
              .objectNode()
              .put("stopped", true)
              .put("jobs", choice.stop ? "cancelled" : "running"));
    } else {
      session
          .terminal()
          .say(
              session
                      .serverUrl()
                      .map(
                          "stopped the server at %s, which only its own machine can start again; "
                              ::formatted)
                      .orElse("stopped; ")
                  + (!choice.stop
                      ? "jobs keep running"
                      : live == 0
                          ? "there was no job to cancel"
                          : live == 1 ? "1 job was cancelled" : live + " jobs were cancelled"));
    }
    return ExitCode.OK;
  }
}
