package org.arkwright.cli;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A job on a {@link FakeApi}: every request for it returns its next state, the last one forever.
 */
public final class FakeJob {
  public static final String ID = "0123456789abc";
  private final Deque<String> states = new ConcurrentLinkedDeque<>();
  private final Deque<Integer> breaks = new ArrayDeque<>();
  private final int ranks;

  public FakeJob(FakeApi api, int ranks, String... states) {
    this.ranks = ranks;
    this.states.addAll(List.of(states));
    for (String path : List.of("/jobs", "/trainings")) {
      api.on(
          "POST " + path, e -> FakeApi.send(e, 201, view("\"state\":\"Queued\",\"attempts\":0")));
    }
    api.on("GET /jobs/" + ID, e -> FakeApi.send(e, 200, nextView()));
    api.on("GET /jobs/" + ID + "/logs", this::log);
    api.on("POST /jobs/" + ID + "/cancel", this::cancel);
  }

  /** Sends the given number of bytes of rank 0's log, then breaks the connection. */
  public FakeJob breakingLogsAfter(int bytes) {
    breaks.add(bytes);
    return this;
  }

  /** Returns the output of a rank. */
  public static String logOf(int rank) {
    return "first of %d\nsecond of %d\n".formatted(rank, rank);
  }

  public static String running() {
    return "\"state\":\"Running\",\"attempts\":1,\"nodes\":[\"box\"]";
  }

  public static String ended(String state, int code) {
    return "\"state\":\"%s\",\"attempts\":1,\"exitCode\":%d".formatted(state, code);
  }

  private String nextView() {
    String state = states.size() > 1 ? states.poll() : states.peek();
    return view(state);
  }

  private String view(String state) {
    return "{\"id\":\"%s\",\"name\":\"train\",\"ranks\":%d,%s}".formatted(ID, ranks, state);
  }

  private void cancel(HttpExchange exchange) throws IOException {
    states.clear();
    states.add(ended("Cancelled", 130));
    FakeApi.send(exchange, 202, view(states.peek()));
  }

  private void log(HttpExchange exchange) throws IOException {
    int rank = Integer.parseInt(FakeApi.parameter(exchange, "rank"));
    int offset = Integer.parseInt(FakeApi.parameter(exchange, "offset"));
    byte[] all = logOf(rank).getBytes(StandardCharsets.UTF_8);
    Integer end = rank == 0 ? breaks.poll() : null;
    if (end == null) {
      FakeApi.send(exchange, 200, logOf(rank).substring(offset));
      return;
    }
    // The announced length exceeds the bytes sent, as when a server is killed.
    exchange.sendResponseHeaders(200, all.length - offset);
    OutputStream body = exchange.getResponseBody();
    body.write(all, offset, Math.min(end, all.length - offset));
    body.flush();
    throw new IOException("broken off on purpose");
  }
}
