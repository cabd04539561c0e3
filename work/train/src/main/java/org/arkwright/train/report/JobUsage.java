package org.arkwright.train.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The usage of a job, as metered by the server at ARKWRIGHT_URL.
 *
 * @param basis whether the energy is measured or modelled
 */
public record JobUsage(BigDecimal joules, String basis, BigDecimal cost, String currency) {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fetches the usage so far; empty if there is no server, or it does not answer. */
  public static Optional<JobUsage> soFar(Map<String, String> environment) {
    String url = environment.getOrDefault("ARKWRIGHT_URL", "").replaceFirst("/+$", "");
    String token = environment.getOrDefault("ARKWRIGHT_TOKEN", "");
    if (url.isEmpty() || token.isEmpty()) {
      return Optional.empty();
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(url + "/api/v1/attempt/usage"))
                  .timeout(TIMEOUT)
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode used = JSON.readTree(response.body());
      return response.statusCode() == 200
          ? Optional.of(
              new JobUsage(
                  new BigDecimal(used.path("joules").asText("")),
                  used.path("basis").asText(""),
                  new BigDecimal(used.path("cost").asText("")),
                  used.path("currency").asText("")))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Returns the usage since an earlier one. */
  public JobUsage since(JobUsage earlier) {
    return new JobUsage(
        joules.subtract(earlier.joules), basis, cost.subtract(earlier.cost), currency);
  }
}
