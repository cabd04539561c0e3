package org.arkwright.cli.follow;

import java.io.IOException;
import java.time.Duration;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Waits for a job to end, by repeated long polls of the server. */
public final class EndOfJob {
  private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(10);
  private static final long POLL_SECONDS = 30;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private final ApiClient api;
  private final JobAnswer found;
  private final Reconnection reconnection;

  private EndOfJob(ApiClient api, Terminal terminal, JobAnswer found) {
    this.api = api;
    this.found = found;
    this.reconnection = new Reconnection(RETRY_TIMEOUT, terminal.err()::println);
  }

  /** Finds the job that an id or a name means now: later the name may pass to another. */
  public static EndOfJob named(ApiClient api, Terminal terminal, String job) throws IOException {
    return new EndOfJob(api, terminal, new JobAnswer(api.get(ApiPaths.job(job))));
  }

  /** Waits for a job that was just submitted. */
  public static EndOfJob of(ApiClient api, Terminal terminal, JobAnswer submitted) {
    return new EndOfJob(api, terminal, submitted);
  }

  /** Returns the job once it has ended, or as it is at the time limit; null means no limit. */
  public JobAnswer await(@Nullable Duration limit) throws IOException {
    long begin = System.nanoTime();
    JobAnswer view = found;
    boolean asked = false;
    while (!view.isFinal()) {
      long seconds = POLL_SECONDS;
      if (limit != null) {
        long nanos = limit.toNanos() - (System.nanoTime() - begin);
        seconds = Math.min(seconds, Math.ceilDiv(nanos, NANOS_PER_SECOND));
      }
      if (seconds <= 0 && asked) {
        break;
      }
      asked = true;
      String wait = Math.max(0, seconds) + "s";
      String path = ApiPaths.query(ApiPaths.job(found.id(), "wait"), "timeout", wait);
      view = new JobAnswer(reconnection.retry(() -> api.get(path)));
    }
    return view;
  }
}
