package org.arkwright.cli.follow;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.terminal.Terminal;

/**
 * Hands in a job once. A submission that breaks off half-way is repeated under the same idempotency
 * key, so that it becomes one job however often it is sent.
 */
public final class Submission {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final ApiClient api;
  private final Terminal terminal;

  public Submission(ApiClient api, Terminal terminal) {
    this.api = api;
    this.terminal = terminal;
  }

  /**
   * The job as accepted.
   *
   * @throws UnreachableException at once when no server was there to begin with
   */
  public JobAnswer submit(byte[] document, String mediaType) throws IOException {
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    Reconnection.Call<JobAnswer> call =
        () -> new JobAnswer(api.postDocument("/jobs", document, mediaType, key));
    try {
      return call.run();
    } catch (IOException _) {
      return new Reconnection(PATIENCE, terminal.err()::println).persist(call);
    }
  }
}
