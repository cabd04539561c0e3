package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.terminal.FailureException;

/** What was said so far, and the way to say more. For one thread. */
public final class Conversation {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String DATA = "data:";
  private static final int UNAUTHORIZED = 401;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI gateway;
  private final String model;
  private final ChatKey keys;
  private final ObjectNode settings;
  private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();
  private String key;

  /**
   * A conversation without a word yet.
   *
   * @param settings further fields of each request, such as {@code temperature}
   */
  public Conversation(URI gateway, String model, ChatKey keys, ObjectNode settings)
      throws IOException {
    this.gateway = gateway;
    this.model = model;
    this.keys = keys;
    this.settings = settings;
    this.key = keys.readOrMake();
  }

  /** Sets how the model shall behave. */
  public void instruct(String text) {
    messages.addObject().put("role", "system").put("content", text);
  }

  /**
   * Asks, and hands on the answer piece by piece.
   *
   * @throws FailureException in the gateway's words, when it refuses
   */
  public void ask(String text, Consumer<String> pieces) throws IOException {
    messages.addObject().put("role", "user").put("content", text);
    HttpResponse<InputStream> response = send();
    if (response.statusCode() == UNAUTHORIZED) {
      response.body().close();
      key = keys.make(); // It was revoked, or is another server's.
      response = send();
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() / 100 != 2) {
        messages.remove(messages.size() - 1);
        throw new FailureException(refusal(body.readAllBytes(), response.statusCode()));
      }
      messages.addObject().put("role", "assistant").put("content", read(body, pieces));
    }
  }

  private HttpResponse<InputStream> send() throws IOException {
    ObjectNode body = settings.deepCopy().put("model", model).put("stream", true);
    body.set("messages", messages);
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/v1/chat/completions"))
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

  private static String read(InputStream body, Consumer<String> pieces) throws IOException {
    StringBuilder text = new StringBuilder();
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null) {
      if (line.startsWith(DATA + " {")) {
        JsonNode event = JSON.readTree(line.substring(DATA.length()));
        if (event.has("error")) {
          throw new FailureException(event.at("/error/message").asText());
        }
        String piece = event.at("/choices/0/delta/content").asText("");
        if (!piece.isEmpty()) {
          text.append(piece);
          pieces.accept(piece);
        }
      }
      line = lines.readLine();
    }
    return text.toString();
  }

  private static String refusal(byte[] body, int status) {
    try {
      String message = JSON.readTree(body).at("/error/message").asText("");
      return message.isEmpty() ? "the gateway answered " + status : message;
    } catch (IOException _) {
      return "the gateway answered " + status;
    }
  }
}
