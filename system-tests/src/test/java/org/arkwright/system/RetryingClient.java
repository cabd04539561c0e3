package org.arkwright.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A client of the API that retries a request until the server answers. */
final class RetryingClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int UNAVAILABLE = 503;

  private final TestHome site;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  RetryingClient(TestHome site) {
    this.site = site;
  }

  /** Submits the job under that key, and returns the acknowledged id. */
  String submit(String spec, String key) {
    HttpResponse<String> response =
        send(
            "/api/v1/jobs",
            HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(spec)));
    if (response.statusCode() != 201 && response.statusCode() != 200) {
      throw new AssertionError("submission: " + response.statusCode() + " " + response.body());
    }
    return parse(response.body()).path("id").asText();
  }

  /** Sends a document, which has to be accepted, and returns the response. */
  JsonNode change(String method, String path, String document) {
    HttpResponse<String> response =
        send(
            path,
            HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(document)));
    if (response.statusCode() / 100 != 2) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return parse(response.body());
  }

  JsonNode json(String path) {
    return parse(text(path));
  }

  /** Returns the response; empty while there is nothing at that path. */
  Optional<JsonNode> jsonIfPresent(String path) {
    HttpResponse<String> response = send(path, HttpRequest.newBuilder().GET());
    return response.statusCode() == 200 ? Optional.of(parse(response.body())) : Optional.empty();
  }

  String text(String path) {
    HttpResponse<String> response = send(path, HttpRequest.newBuilder().GET());
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  /** Returns the usage posted for that meter, over all accounts. */
  long posted(String meter) {
    long sum = 0;
    for (JsonNode account : json("/api/v1/usage").path("usage")) {
      for (JsonNode line : account.path("quantities")) {
        if (line.path("meter").asText().equals(meter)) {
          sum += line.path("quantity").asLong();
        }
      }
    }
    return sum;
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }

  private HttpResponse<String> send(String path, HttpRequest.Builder request) {
    AtomicReference<HttpResponse<String>> response = new AtomicReference<>();
    TestHome.await("a response to " + path, TIMEOUT, () -> attempt(path, request, response));
    return response.get();
  }

  private boolean attempt(
      String path, HttpRequest.Builder request, AtomicReference<HttpResponse<String>> response) {
    try {
      String address = site.address().orElseThrow(() -> new IOException("no server yet"));
      HttpRequest authorized =
          request
              .copy()
              .uri(URI.create(address + path))
              .timeout(Duration.ofSeconds(20))
              .header("Authorization", "Bearer " + site.token())
              .build();
      HttpResponse<String> received = http.send(authorized, HttpResponse.BodyHandlers.ofString());
      response.set(received);
      return received.statusCode() != UNAVAILABLE;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while requesting " + path, e);
    }
  }
}
