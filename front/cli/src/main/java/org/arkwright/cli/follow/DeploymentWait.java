package org.arkwright.cli.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.api.Api;
import org.arkwright.cli.api.DeploymentView;
import org.arkwright.cli.api.Paths;
import org.arkwright.cli.terminal.Terminal;

/** Waits for a deployment to be as it is wanted, and tells how far it is whenever that changes. */
public final class DeploymentWait {
  private static final long LOOK_MILLIS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Api api;
  private final Terminal terminal;
  private final String name;

  public DeploymentWait(Api api, Terminal terminal, String name) {
    this.api = api;
    this.terminal = terminal;
    this.name = name;
  }

  /** Whether it got there; false once it fails again and again, or is gone. */
  public boolean await(DeploymentView first) throws IOException {
    Reconnection reconnection = new Reconnection(PATIENCE, terminal.err()::println);
    DeploymentView view = first;
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
      view = new DeploymentView(reconnection.persist(() -> api.get(Paths.deployment(name))));
    }
  }

  private static String line(DeploymentView view) {
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
