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
      // The seconds until a start, or a place in the queue, are no news.
      String news = told(view) + view.notReadyReason().replaceAll("\\b[0-9.]+\\b", "#");
      if (!news.equals(printed)) {
        String trouble = view.notReadyReason();
        String line = told(view) + (trouble.isEmpty() ? "" : "  " + trouble);
        terminal.err().println(terminal.errColors().faint("»") + " " + SafeText.of(line));
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

  private static String told(DeploymentAnswer view) {
    return "%s  %s  %d of %d ready"
        .formatted(view.name(), view.state(), view.ready(), view.wanted());
  }
}
