package org.arkwright.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A fake gateway that answers chats in turn, each by a stream of events. */
public final class FakeGateway implements AutoCloseable {
  private final HttpServer server;
  private final Deque<FakeApi.Route> answers = new ArrayDeque<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  public FakeGateway() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  /** What a chat is answered with next, once. */
  public FakeGateway then(FakeApi.Route answer) {
    answers.add(answer);
    return this;
  }

  /** The next chat is answered with a text, its usage and its cost. */
  public FakeGateway then(String text) {
    return then(exchange -> {
      begin(exchange, text);
      write(
          exchange,
          """
          data: {"choices":[{"delta":{},"finish_reason":"stop"}]}

          data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,\
          "prompt_tokens_details":{"cached_tokens":6}}}

          data: [DONE]

          : x-arkwright-cost: 0.000012 EUR

          """);
      exchange.close();
    });
  }

  /** Sends the beginning of an answer, and leaves it open. */
  public static void begin(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    write(exchange, "data: {\"choices\":[{\"delta\":{\"content\":\"" + text + "\"}}]}\n\n");
  }

  private static void write(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private void answer(HttpExchange exchange) throws IOException {
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    answers.remove().answer(exchange);
  }

  /** The requests so far, as JSON. */
  public List<String> bodies() {
    return List.copyOf(bodies);
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
