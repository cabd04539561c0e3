package org.arkwright.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.openai.ReplicaServer;

/** A real replica of a tiny model whose tokens are bytes, called over HTTP. */
final class TinyReplica implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  static final int CONTEXT = 512;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final ReplicaServer server;

  TinyReplica(Path folder) throws IOException {
    this(new TinyGguf(2, 64, CONTEXT, true), folder);
  }

  TinyReplica(TinyGguf model, Path folder) throws IOException {
    Path written = model.writeInto(folder.resolve("tiny"));
    server =
        ServeMain.serve(
            ServeOptions.parse(List.of("--model", written.toString(), "--threads", "1"), Map.of()));
  }

  int port() {
    return server.port();
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return HTTP.send(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return HTTP.send(request, BodyHandlers.ofString());
  }

  JsonNode completion(String fields) throws Exception {
    return read(post("/v1/completions", fields));
  }

  JsonNode chat(String fields) throws Exception {
    return read(post("/v1/chat/completions", fields));
  }

  /** The messages of a stream, which ends as it should. */
  List<JsonNode> stream(String path, String body) throws Exception {
    List<String> lines = post(path, body).body().lines().filter(line -> !line.isEmpty()).toList();
    if (!lines.getLast().equals("data: [DONE]")) {
      throw new AssertionError("the stream ended with " + lines.getLast());
    }
    List<JsonNode> messages = new ArrayList<>();
    for (String line : lines.subList(0, lines.size() - 1)) {
      messages.add(JSON.readTree(line.substring("data: ".length())));
    }
    return messages;
  }

  private static JsonNode read(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    server.close();
  }
}
