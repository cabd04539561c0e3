package org.arkwright.artifact.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.Sha256;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.Digest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Imports from a real server on loopback that truncates its answers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DownloadTest {
  private static final int CUT = 300_000;
  private static final int ALWAYS = 1000;

  @TempDir Path folder;
  private final byte[] content = new byte[1_000_000];
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private volatile String tag = "\"one\"";

  /** The number of further connections that break after the first bytes of the file. */
  private final AtomicInteger cuts = new AtomicInteger();

  private ServerSocket server;
  private ArtifactStore store;

  @BeforeEach
  void start() throws IOException {
    new Random(7).nextBytes(content);
    store = ArtifactStore.open(folder.resolve("store"));
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::serve);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        answer(socket);
      } catch (IOException _) {
        // The client disconnected, or the test is over.
      }
    }
  }

  /** Sends one answer per connection. Honours Range if If-Range has the current tag. */
  private void answer(Socket socket) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int colon = line.indexOf(": ");
      headers.put(
          line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
          line.substring(colon + 2));
    }
    ranges.add(headers.getOrDefault("range", ""));
    boolean partial = headers.containsKey("range") && tag.equals(headers.get("if-range"));
    int from = partial ? Integer.parseInt(headers.get("range").replaceAll("\\D", "")) : 0;
    boolean cut = cuts.getAndDecrement() > 0;
    int to = cut ? Math.max(from, CUT) : content.length;
    OutputStream out = socket.getOutputStream();
    String head =
        "HTTP/1.1 %s\r\nETag: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(partial ? "206 Partial" : "200 OK", tag, content.length - from);
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(content, from, to - from);
    out.flush();
    if (cut) {
      awaitReceived(to);
    }
  }

  /** When a connection breaks a client may lose unread data, so wait until it has read all. */
  private void awaitReceived(long bytes) throws IOException {
    try {
      while (!server.isClosed()
          && temporaryFiles().stream().noneMatch(part -> part.toFile().length() >= bytes)) {
        Thread.sleep(1);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void importFrom_interrupted_isResumed() throws IOException {
    cuts.set(2);
    assertComplete(importUrl(Optional.empty()));
    assertThat(ranges).containsExactly("", "bytes=" + CUT + "-", "bytes=" + CUT + "-");
    assertThat(temporaryFiles()).isEmpty();
  }

  @Test
  void importFrom_interruptedTooOften_leavesNoBlobs_andTheNextImportResumes() throws IOException {
    cuts.set(ALWAYS);
    assertThatThrownBy(() -> importUrl(Optional.empty()))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("was interrupted 5 times after " + CUT + " bytes")
        .hasMessageContaining("Import it again to resume");
    assertThat(blobs()).isEmpty();

    cuts.set(0);
    ranges.clear();
    assertComplete(importUrl(Optional.empty()));
    assertThat(ranges).containsExactly("bytes=" + CUT + "-");
  }

  @Test
  void importFrom_fileChangedBeforeResuming_startsAgain() throws IOException {
    cuts.set(ALWAYS);
    assertThatThrownBy(() -> importUrl(Optional.empty())).hasMessageContaining("was interrupted");
    cuts.set(0);
    new Random(8).nextBytes(content);
    tag = "\"two\"";

    assertComplete(importUrl(Optional.empty()));
  }

  @Test
  void importFrom_wrongChecksum_isRefusedAndDiscarded() throws IOException {
    Digest wrong = Sha256.of("something else");
    assertThatThrownBy(() -> importUrl(Optional.of(wrong)))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("wrong checksum")
        .hasMessageContaining(wrong.toString());
    assertThat(blobs()).isEmpty();
    assertThat(temporaryFiles()).isEmpty();

    Path copy = Files.write(folder.resolve("copy"), content);
    assertComplete(importUrl(Optional.of(Sha256.of(copy))));
  }

  private StoredFiles importUrl(Optional<Digest> expected) throws IOException {
    String url = "http://127.0.0.1:" + server.getLocalPort() + "/data.bin";
    return store.importFrom(
        Sources.of(ArtifactKind.DATASET, url, Optional.empty(), expected, TestRules.ANYWHERE),
        new ImportProgress());
  }

  private void assertComplete(StoredFiles files) throws IOException {
    Path in = folder.resolve("in");
    store.materialise(files.manifest(), in);
    assertThat(in.resolve("data.bin")).hasBinaryContent(content);
  }

  private List<Path> temporaryFiles() throws IOException {
    return files("tmp");
  }

  private List<Path> blobs() throws IOException {
    return files("blobs");
  }

  private List<Path> files(String part) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("store").resolve(part))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
