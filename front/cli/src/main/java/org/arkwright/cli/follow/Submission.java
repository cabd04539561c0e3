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
 * Submits a job exactly once: a submission whose connection breaks is repeated under the same
 * idempotency key, so that it becomes one job however often it is sent.
 */
public final class Submission {
  private static final Duration RETRY_TIMEOUT = Duration.ofSeconds(30);
  private final ApiClient api;
  private final Terminal terminal;

  public Submission(ApiClient api, Terminal terminal) {
    this.api = api;
    this.terminal = terminal;
  }

  /**
   * Submits the job and returns it as the server accepted it.
   *
   * @throws UnreachableException at once if the first try finds no server
   */
  public JobAnswer submit(byte[] document, String mediaType) throws IOException {
    return post("/jobs", document, mediaType);
  }

  /**
   * Submits the job with a snapshot for its folder.
   *
   * @param snapshot the digest of one that the server has
   * @throws UnreachableException at once if the first try finds no server
   */
  public JobAnswer submit(byte[] document, String mediaType, String snapshot) throws IOException {
    return post("/jobs?snapshot=" + snapshot, document, mediaType);
  }

  /**
   * Submits a training, and returns the job that the server makes of it.
   *
   * @param document the training as JSON
   * @throws UnreachableException at once if the first try finds no server
   */
  public JobAnswer submitTraining(byte[] document) throws IOException {
    return post("/trainings", document, "application/json");
  }

  /**
   * Submits a tuning, and returns the job that the server makes of it.
   *
   * @param document the tuning as JSON
   * @throws UnreachableException at once if the first try finds no server
   */
  public JobAnswer submitTuning(byte[] document) throws IOException {
    return post("/tunings", document, "application/json");
  }

  /**
   * Submits a conversion, and returns the job that the server makes of it.
   *
   * @param document the conversion as JSON
   * @throws UnreachableException at once if the first try finds no server
   */
  public JobAnswer submitConversion(byte[] document) throws IOException {
    return post("/conversions", document, "application/json");
  }

  private JobAnswer post(String path, byte[] document, String mediaType) throws IOException {
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    return send(() -> new JobAnswer(api.postDocument(path, document, mediaType, key)));
  }

  /**
   * Sends a request that may be repeated until it is answered.
   *
   * @throws UnreachableException at once if the first try finds no server
   */
  public <T> T send(Reconnection.Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (IOException _) {
      return new Reconnection(RETRY_TIMEOUT, terminal.err()::println).retry(request);
    }
  }
}
