package org.arkwright.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** The server's event stream, read on the calling thread. */
final class EventFeed {
  private EventFeed() {}

  /** Receives each event as JSON text with the time it was read; returns false to stop. */
  @FunctionalInterface
  interface Listener {
    boolean onEvent(String event, long readAtNanoTime);
  }

  /**
   * Follows the stream from now on until the listener returns false.
   *
   * @param opened called once no further event can be missed
   */
  static void follow(URI server, String token, Runnable opened, Listener listener)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/v1/events"))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream")
            .build();
    // The upgrade to HTTP/2 sometimes gets no answer from the client of JDK 25 when a stream
    // follows.
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        BufferedReader lines = lines(client.send(request, BodyHandlers.ofInputStream()))) {
      opened.run();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:") && !listener.onEvent(line, System.nanoTime())) {
          client.shutdownNow();
          return;
        }
      }
    }
  }

  private static BufferedReader lines(HttpResponse<InputStream> answer) throws IOException {
    if (answer.statusCode() != 200) {
      answer.body().close();
      throw new IOException("the event stream answered " + answer.statusCode());
    }
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }
}
