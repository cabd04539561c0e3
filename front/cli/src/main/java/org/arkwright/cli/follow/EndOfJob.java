package org.arkwright.cli.follow;

import java.io.IOException;
import java.time.Duration;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Waits for a job to end by asking the server to hold its answer, over and over. */
public final class EndOfJob {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long ROUND_SECONDS = 30;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private final ApiClient api;
  private final String job;
  private final Reconnection reconnection;

  public EndOfJob(ApiClient api, Terminal terminal, String job) {
    this.api = api;
    this.job = job;
    this.reconnection = new Reconnection(PATIENCE, terminal.err()::println);
  }

  /** The job once it has ended, or as it is when the time is over; without a limit where null. */
  public JobAnswer await(@Nullable Duration limit) throws IOException {
    long begin = System.nanoTime();
    JobAnswer view = new JobAnswer(api.get(ApiPaths.job(job)));
    // By id from here on: a name may pass to another job.
    String id = view.id();
    while (!view.isFinal()) {
      long left = ROUND_SECONDS;
      if (limit != null) {
        long nanos = limit.toNanos() - (System.nanoTime() - begin);
        left = Math.min(left, Math.ceilDiv(nanos, NANOS_PER_SECOND));
      }
      if (left <= 0) {
        break;
      }
      String path = ApiPaths.query(ApiPaths.job(id, "wait"), "timeout", left + "s");
      view = new JobAnswer(reconnection.persist(() -> api.get(path)));
    }
    return view;
  }
}
