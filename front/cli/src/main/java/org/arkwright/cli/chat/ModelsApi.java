package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;

/** A client of the gateway's OpenAI API that uses the home's own key. For one thread. */
public final class ModelsApi {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int UNAUTHORIZED = 401;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI gateway;
  private final ChatKey keys;
  private String key;

  ModelsApi(URI gateway, ChatKey keys) throws IOException {
    this.gateway = gateway;
    this.keys = keys;
    this.key = keys.readOrCreate();
  }

  /** Returns a client of the gateway of the session's server, for a project's models. */
  public static ModelsApi of(Session session, String project) throws IOException {
    String gateway = session.api().get("/server").path("gateway").asText("");
    if (gateway.isEmpty()) {
      throw new FailureException("this server has no gateway");
    }
    return new ModelsApi(
        URI.create(gateway), new ChatKey(session.api(), session.home().folder(), project));
  }

  /**
   * Posts a request and returns the answer as it arrives; the caller closes it.
   *
   * @param path such as {@code /v1/embeddings}
   * @throws FailureException with the gateway's message, if it refuses
   */
  public InputStream post(String path, ObjectNode body) throws IOException {
    HttpResponse<InputStream> response = send(path, body);
    if (response.statusCode() == UNAUTHORIZED) {
      response.body().close();
      key = keys.create(); // The old one was revoked, or belongs to another server.
      response = send(path, body);
    }
    if (response.statusCode() / 100 != 2) {
      try (InputStream refusal = response.body()) {
        throw new FailureException(refusal(refusal.readAllBytes(), response.statusCode()));
      }
    }
    return response.body();
  }

  private HttpResponse<InputStream> send(String path, ObjectNode body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException _) {
      throw new UnreachableException("no gateway at " + gateway);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the model was answering");
    }
  }

  private static String refusal(byte[] body, int status) {
    try {
      String message = JSON.readTree(body).at("/error/message").asText("");
      return message.isEmpty() ? "the gateway answered with status " + status : message;
    } catch (IOException _) {
      return "the gateway answered with status " + status;
    }
  }
}
