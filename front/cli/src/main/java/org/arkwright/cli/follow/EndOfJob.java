package org.arkwright.cli.follow;

import java.io.IOException;
import java.time.Duration;
import org.arkwright.cli.api.Api;
import org.arkwright.cli.api.JobView;
import org.arkwright.cli.api.Paths;
import org.arkwright.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Waits for a job to end by asking the server to hold its answer, over and over. */
public final class EndOfJob {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long ROUND_SECONDS = 30;
  private final Api api;
  private final String job;
  private final Reconnection reconnection;

  public EndOfJob(Api api, Terminal terminal, String job) {
    this.api = api;
    this.job = job;
    this.reconnection = new Reconnection(PATIENCE, terminal.err()::println);
  }

  /** The job once it has ended, or as it is when the time is over; without a limit where null. */
  public JobView await(@Nullable Duration limit) throws IOException {
    long begin = System.nanoTime();
    JobView view = new JobView(api.get(Paths.of("jobs", job)));
    // By id from here on: a name may pass to another job.
    String id = view.id();
    while (!view.isFinal()) {
      long left =
          limit == null
              ? ROUND_SECONDS * 1000
              : limit.minusNanos(System.nanoTime() - begin).toMillis();
      if (left <= 0) {
        break;
      }
      Duration round = Duration.ofMillis(Math.min(left, ROUND_SECONDS * 1000));
      String path = Paths.query(Paths.of("jobs", id, "wait"), "timeout", round.toMillis() + "ms");
      view = new JobView(reconnection.persist(() -> api.get(path)));
    }
    return view;
  }
}
