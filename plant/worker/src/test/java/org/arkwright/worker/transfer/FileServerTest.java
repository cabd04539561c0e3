package org.arkwright.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.LogPiece;
import org.arkwright.protocol.SecretValues;
import org.arkwright.worker.link.ServerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a control plane one release newer, which says more than this worker knows. */
final class FileServerTest {
  @TempDir private Path folder;

  @Test
  void answersOfTheReleaseAfter_areRead_withoutWhatNobodyKnows() throws Exception {
    HttpServer newer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(newer, LogPiece.PATH, "{\"weather\":{\"rain\":1},\"ends\":[]}");
    answer(newer, SecretValues.PATH, "{\"values\":{\"KEY\":\"v\"},\"weather\":[2]}");
    newer.start();
    try {
      FileServer server =
          new FileServer(
              new ServerAddress(
                  Files.writeString(
                      folder.resolve("server.json"),
                      "{\"url\":\"http://127.0.0.1:%d\"}".formatted(newer.getAddress().getPort())),
                  Files.writeString(folder.resolve("token"), "secret\n")),
              NodeId.atHome("far-1"));
      assertThat(server.sendLogs(new byte[0]).ends()).isEmpty();
      assertThat(server.secrets(new AttemptId(JobId.of(1, 1), 1)).values())
          .containsEntry("KEY", "v");
    } finally {
      newer.stop(0);
    }
  }

  private static void answer(HttpServer server, String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
