package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.arkwright.cli.home.Home;
import org.arkwright.cli.home.ServerProcess;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops the control plane. */
@Command(
    name = "down",
    description = {
      "Stop the control plane of the home folder.",
      "Running jobs go on and are taken up again by the next `up`, unless --stop-jobs is given."
    })
public final class DownCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Session session;

  @ArgGroup private Choice choice = new Choice();

  /** What becomes of running jobs. */
  static final class Choice {
    @Option(names = "--stop-jobs", description = "Cancel every job first.")
    private boolean stop;

    @Option(names = "--leave-jobs", description = "Leave running jobs alone (the default).")
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
    var notice = home.notice();
    var _ =
        session
            .api()
            .post(
                "/server/shutdown",
                JsonNodeFactory.instance.objectNode().put("stopJobs", choice.stop));
    if (notice.isPresent() && !new ServerProcess(home).awaitEnd(notice.get(), PATIENCE)) {
      throw new FailureException(
          "the server (process %d) has not ended after %d s\nLook at %s."
              .formatted(notice.get().pid(), PATIENCE.toSeconds(), home.serverLog()));
    }
    session.terminal().out().println("stopped; " + (choice.stop ? "its jobs too" : "jobs go on"));
    return ExitCode.OK;
  }
}
