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
  /** What help says of the exit codes of commands that end as a job did. */
  public static final String CODES =
      "A job's code is 0 for success, else that of the first rank that failed: its own, 128 and the"
          + " number of the signal that ended it, 127 if its program was not found, 137 if it ran"
          + " out of memory; 124 if the job's timeout ended it, 125 if its node was lost or it could"
          + " not be started, 130 if it was cancelled.";

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
