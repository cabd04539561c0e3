package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports as clients see them: what is refused, what is stopped, what is damaged. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ImportsApiTest {
  @TempDir Path folder;
  private Path home;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(
        home.resolve("site.yaml"), "imports: {files: 1000, bytes: 1GiB}", StandardCharsets.UTF_8);
    server = new TestServer(home);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void sourcesOfTheServerItself_areRefused() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), home.resolve("site.yaml"));
    for (String source :
        List.of(
            "/proc/self/environ",
            "/dev/zero",
            "/etc/passwd",
            "/sys/kernel",
            "/",
            home.resolve("site.yaml").toString(),
            home.toString(),
            link.toString(),
            folder.toString())) {
      assertThat(failure(source)).as(source).contains("is refused: ");
    }
    for (String url : List.of("http://127.0.0.1:9/x", "http://[::1]/x", "http://169.254.1.1/x")) {
      assertThat(failure(url)).as(url).contains("imports.localAddresses: true");
    }
  }

  @Test
  void namedPipes_areRefusedAtOnce_andEverythingGoesOnAnswering() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (int i = 0; i < 20; i++) {
      assertThat(failure(pipe.toString())).contains("neither a file nor a folder, but a pipe");
    }
    assertThat(server.get("/api/v1/jobs").status()).isEqualTo(200);
    assertThat(server.get("/api/v1/journal/verify").status()).isEqualTo(200);
  }

  @Test
  void moreThanTheSiteAllows_isRefusedByItsSetting() throws Exception {
    Path many = Files.createDirectories(folder.resolve("many"));
    for (int i = 0; i < 1001; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    assertThat(failure(many.toString())).contains("imports.files in site.yaml");
  }

  @Test
  void import_cancelled_endsAndSaysSo() throws Exception {
    Path large = folder.resolve("large");
    try (var channel =
        Files.newByteChannel(large, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.position((1L << 30) - 2);
      channel.write(java.nio.ByteBuffer.wrap(new byte[1]));
    }
    String id = started(large.toString()).path("id").asText();
    assertThat(server.post("/api/v1/imports/" + id + "/cancel", "").status()).isEqualTo(202);
    JsonNode ended = ended(id);
    assertThat(ended.path("state").asText()).isEqualTo("Failed");
    assertThat(ended.path("problem").asText()).contains("the import was stopped by");
    assertThat(server.get("/api/v1/projects/default/imports").json().path("imports")).hasSize(1);
    assertThat(files("artifacts/blobs")).isEmpty();
    assertThat(server.post("/api/v1/imports/none/cancel", "").status()).isEqualTo(404);
  }

  @Test
  void damagedFile_isReported_notHandedOut_andMendedByAnImport() throws Exception {
    Path good = Files.writeString(folder.resolve("n.txt"), "hello");
    assertThat(ended(started(good.toString()).path("id").asText()).path("state").asText())
        .isEqualTo("Succeeded");
    for (Path blob : files("artifacts/blobs")) {
      if (Files.readString(blob).equals("hello")) {
        Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(blob, "hallo");
      }
    }
    JsonNode damaged = server.post("/api/v1/artifacts/verify", "").json().path("damaged");
    assertThat(damaged).hasSize(1);
    assertThat(damaged.path(0).path("path").asText()).isEqualTo("n.txt");
    assertThat(damaged.path(0).path("problem").asText()).isEqualTo("damaged");
    assertThat(damaged.path(0).path("neededBy").path(0).path("ref").asText())
        .isEqualTo("dataset/d@1");
    TestServer.Reply refused =
        server.get("/api/v1/projects/default/artifacts/dataset/d/1/file?path=n.txt");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().toString()).contains("n.txt: a stored file is damaged");

    assertThat(ended(started(good.toString()).path("id").asText()).path("state").asText())
        .isEqualTo("Succeeded");
    assertThat(server.post("/api/v1/artifacts/verify", "").json().path("damaged")).isEmpty();
    assertThat(
            server
                .get("/api/v1/projects/default/artifacts/dataset/d/1/file?path=n.txt")
                .response()
                .body())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("hello");
  }

  @Test
  void start_ofMoreThanOneValue_isRefused_forHalfOfItWouldBeDropped() throws Exception {
    String one = "{\"name\":\"dataset/d\",\"source\":\"%s\"}".formatted(folder);
    for (String body :
        new String[] {one + one, one + " junk", one.replace("}", ",\"source\":\"/a\"}")}) {
      assertThat(server.post("/api/v1/projects/default/imports", body).status())
          .as(body)
          .isEqualTo(400);
    }
  }

  private List<Path> files(String part) throws IOException {
    try (Stream<Path> all = Files.walk(home.resolve(part))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private String failure(String source) throws Exception {
    JsonNode ended = ended(started(source).path("id").asText());
    assertThat(ended.path("state").asText()).as(source).isEqualTo("Failed");
    return ended.path("problem").asText();
  }

  private JsonNode started(String source) throws Exception {
    String body = "{\"name\": \"dataset/d\", \"source\": \"%s\"}".formatted(source);
    TestServer.Reply reply = server.post("/api/v1/projects/default/imports", body);
    assertThat(reply.status()).as(reply.json().toString()).isEqualTo(202);
    return reply.json();
  }

  private JsonNode ended(String id) throws Exception {
    while (true) {
      JsonNode now = server.get("/api/v1/imports/" + id).json();
      if (!now.path("state").asText().equals("Running")) {
        return now;
      }
      Thread.sleep(20);
    }
  }
}
