package org.arkwright.cli.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.cli.CommandShell;
import org.arkwright.cli.FakeApi;
import org.arkwright.cli.FakeJob;
import org.arkwright.model.id.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder whose files change while it travels: the server gets each whole, as it once was. */
final class FolderChangesTest {
  private final FakeApi api = new FakeApi();
  private final Set<String> stored = ConcurrentHashMap.newKeySet();
  private final SortedMap<String, String> kept = new TreeMap<>();

  /** What somebody does after each offer of a manifest. */
  private final Deque<Change> changes = new ArrayDeque<>();

  @TempDir Path folder;

  private interface Change {
    void happen() throws IOException;
  }

  @BeforeEach
  void serve() {
    new FakeJob(api, 1, FakeJob.running());
    api.on("POST /snapshots", this::offer);
    api.on("POST /snapshots/files", this::add);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void offer(HttpExchange exchange) throws IOException {
    JsonNode manifest = JsonMapper.builder().build().readTree(api.requests().getLast().body());
    StringBuilder missing = new StringBuilder();
    kept.clear();
    for (JsonNode file : manifest.path("files")) {
      String digest = file.path("digest").asText();
      kept.put(file.path("path").asText(), digest);
      if (!stored.contains(digest)) {
        missing.append(missing.isEmpty() ? "" : ",").append('"').append(digest).append('"');
      }
    }
    if (!changes.isEmpty()) {
      changes.remove().happen();
    }
    FakeApi.send(exchange, 200, "{\"missing\":[%s],\"digest\":\"d\"}".formatted(missing));
  }

  /** Files are text of less than 128 bytes, so that a request's text is their bytes. */
  private void add(HttpExchange exchange) throws IOException {
    String body = api.requests().getLast().body();
    for (int at = 0; at < body.length(); ) {
      int length = body.charAt(at + Long.BYTES - 1);
      stored.add(sha256(body.substring(at + Long.BYTES, at + Long.BYTES + length)));
      at += Long.BYTES + length;
    }
    FakeApi.send(exchange, 200, "{}");
  }

  @Test
  void run_fileThatIsSavedMeanwhile_isReadAndSentAgain() throws IOException {
    Path file = Files.writeString(folder.resolve("x.py"), "old");
    changes.add(() -> Files.writeString(file, "newer"));

    assertThat(submit().err()).contains("code: 1 file, 5 B");
    assertThat(kept).containsEntry("x.py", sha256("newer"));
  }

  @Test
  void run_logThatGrowsMeanwhile_travelsAsItWas() throws IOException {
    Path file = Files.writeString(folder.resolve("train.log"), "a");
    Change grow = () -> Files.writeString(file, "b", StandardOpenOption.APPEND);
    for (int i = 0; i < 9; i++) {
      changes.add(grow);
    }

    assertThat(submit().err()).contains("code: 1 file, 1 B");
    assertThat(kept).containsEntry("train.log", sha256("a"));
  }

  @Test
  void run_fileThatIsDeletedMeanwhile_isLeftOut() throws IOException {
    Files.writeString(folder.resolve("x.py"), "stays");
    Path file = Files.writeString(folder.resolve("tmp"), "goes");
    changes.add(() -> Files.delete(file));

    assertThat(submit().err()).contains("code: 1 file, 5 B");
    assertThat(kept).containsOnlyKeys("x.py");
  }

  @Test
  void run_fileThatNeverRests_isNamed() throws IOException {
    Files.writeString(folder.resolve("state.db"), "0");
    // Never the bytes that were read a moment ago.
    api.on("POST /snapshots", 200, "{\"missing\":[\"%s\"]}".formatted(sha256("0")));

    CommandShell shell = shell();
    assertThat(shell.run("run", "--detach", "--", "true")).isEqualTo(1);
    assertThat(shell.err()).contains("change while they are being sent: state.db");
  }

  private CommandShell submit() {
    CommandShell shell = shell();
    assertThat(shell.run("run", "--detach", "--", "true")).as(shell.err()).isZero();
    return shell;
  }

  private CommandShell shell() {
    return CommandShell.at(api).in(folder).with("HOME", "/nonexistent");
  }

  private static String sha256(String text) {
    MessageDigest digest = Digest.sha256();
    return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
  }
}
