package org.arkwright.cli.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.terminal.Terminal;

/** Waits for a deployment to be as it is wanted, and tells how far it is whenever that changes. */
public final class DeploymentWait {
  private static final long LOOK_MILLIS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ApiClient api;
  private final Terminal terminal;
  private final String name;

  public DeploymentWait(ApiClient api, Terminal terminal, String name) {
    this.api = api;
    this.terminal = terminal;
    this.name = name;
  }

  /** Whether it got there; false once it fails again and again, or is gone. */
  public boolean await(DeploymentAnswer first) throws IOException {
    Reconnection reconnection = new Reconnection(PATIENCE, terminal.err()::println);
    DeploymentAnswer view = first;
    String told = "";
    while (true) {
      String line = line(view);
      if (!line.equals(told)) {
        terminal.err().println(terminal.errInk().faint("»") + " " + line);
        told = line;
      }
      if (view.isSettled() || view.state().equals("CrashLoop")) {
        return view.isSettled();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
      view = new DeploymentAnswer(reconnection.persist(() -> api.get(ApiPaths.deployment(name))));
    }
  }

  private static String line(DeploymentAnswer view) {
    String trouble = view.trouble();
    return "%s  %s  %d of %d ready%s"
        .formatted(
            view.name(),
            view.state(),
            view.ready(),
            view.wanted(),
            trouble.isEmpty() ? "" : "  " + trouble);
  }
}
