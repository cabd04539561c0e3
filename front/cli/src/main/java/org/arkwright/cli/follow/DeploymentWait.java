package org.arkwright.cli.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.Terminal;

/** Waits for a deployment to reach its desired state, and prints its progress. */
public final class DeploymentWait {
  private static final long POLL_MILLIS = 200;
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);

  private final ApiClient api;
  private final Terminal terminal;
  private final String name;

  public DeploymentWait(ApiClient api, Terminal terminal, String name) {
    this.api = api;
    this.terminal = terminal;
    this.name = name;
  }

  /** Returns true once the deployment is settled; false if it crash-loops or on interrupt. */
  public boolean await(DeploymentAnswer first) throws IOException {
    Reconnection reconnection = new Reconnection(RETRY_TIMEOUT, terminal.err()::println);
    DeploymentAnswer view = first;
    String printed = "";
    while (true) {
      String news = view.news();
      if (!news.equals(printed)) {
        terminal.err().println(terminal.errColors().faint("»") + " " + SafeText.of(line(view)));
        printed = news;
      }
      if (view.isSettled() || view.state().equals("CrashLoop")) {
        return view.isSettled();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return false;
      }
      view = new DeploymentAnswer(reconnection.retry(() -> api.get(ApiPaths.deployment(name))));
    }
  }

  private static String line(DeploymentAnswer view) {
    String trouble = view.notReadyReason();
    return "%s  %s  %d of %d ready%s"
        .formatted(
            view.name(),
            view.state(),
            view.ready(),
            view.wanted(),
            trouble.isEmpty() ? "" : "  " + trouble);
  }
}
