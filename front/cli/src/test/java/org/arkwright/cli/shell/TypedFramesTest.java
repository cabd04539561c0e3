package org.arkwright.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.arkwright.cli.api.ApiAddress;
import org.arkwright.cli.api.ApiClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/** What is typed in a terminal reaches the server, though nothing is typed after it. */
class TypedFramesTest {
  private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
  private final TypedFrames typed = new TypedFrames();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::read);
    server.start();
  }

  private void read(HttpExchange exchange) throws IOException {
    byte[] buffer = new byte[64];
    try (exchange;
        InputStream in = exchange.getRequestBody()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        arrived.add(new String(buffer, 0, read, StandardCharsets.UTF_8));
      }
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @RepeatedTest(10)
  void whatIsTyped_arrives_withNothingTypedAfterIt() throws Exception {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    ApiClient api = new ApiClient(() -> new ApiAddress(url, Optional.of("let-me-in")));
    Thread.startVirtualThread(() -> {
      try {
        var _ = api.postStream("/terminals/1/input", typed);
      } catch (IOException _) {
        // The server has stopped: the test is over.
      }
    });
    for (String text : List.of("first", "second", "third")) {
      typed.send(text.getBytes(StandardCharsets.UTF_8));
      assertThat(arrived.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
    }
  }
}
