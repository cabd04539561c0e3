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

/** Calls the API and, where nobody answers, tries again the same until somebody does. */
final class PatientClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int UNAVAILABLE = 503;

  private final TestHome site;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  PatientClient(TestHome site) {
    this.site = site;
  }

  /** Submits the job under that key; the answer is the acknowledged id. */
  String submit(String spec, String key) {
    HttpResponse<String> answer =
        send(
            "/api/v1/jobs",
            HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(spec)));
    if (answer.statusCode() != 201 && answer.statusCode() != 200) {
      throw new AssertionError("submission: " + answer.statusCode() + " " + answer.body());
    }
    return parse(answer.body()).path("id").asText();
  }

  /** Sends a document by that method, which has to be taken, and returns the answer. */
  JsonNode change(String method, String path, String document) {
    HttpResponse<String> answer =
        send(
            path,
            HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(document)));
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return parse(answer.body());
  }

  JsonNode json(String path) {
    return parse(text(path));
  }

  /** Empty where there is none yet. */
  Optional<JsonNode> jsonIfThere(String path) {
    HttpResponse<String> answer = send(path, HttpRequest.newBuilder().GET());
    return answer.statusCode() == 200 ? Optional.of(parse(answer.body())) : Optional.empty();
  }

  String text(String path) {
    HttpResponse<String> answer = send(path, HttpRequest.newBuilder().GET());
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** What the books have of that meter, over all accounts. */
  long booked(String meter) {
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
    AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
    TestHome.await("an answer to " + path, PATIENCE, () -> tried(path, request, answer));
    return answer.get();
  }

  private boolean tried(
      String path, HttpRequest.Builder request, AtomicReference<HttpResponse<String>> answer) {
    try {
      String address = site.address().orElseThrow(() -> new IOException("no server yet"));
      HttpRequest call =
          request
              .copy()
              .uri(URI.create(address + path))
              .timeout(Duration.ofSeconds(20))
              .header("Authorization", "Bearer " + site.token())
              .build();
      HttpResponse<String> received = http.send(call, HttpResponse.BodyHandlers.ofString());
      answer.set(received);
      return received.statusCode() != UNAVAILABLE;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while calling " + path, e);
    }
  }
}
