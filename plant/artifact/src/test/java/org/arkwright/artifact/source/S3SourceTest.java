package org.arkwright.artifact.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.id.Digest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Imports from moto_server, which speaks S3's protocol; skipped if it is not installed. */
@Tag("s3")
final class S3SourceTest {
  private static final String SECRET_KEY = "aws.secretAccessKey";
  private static final String ACCESS_KEY = "aws.accessKeyId";

  @TempDir static Path folder;
  private static Process server;
  private static URI endpoint;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try {
      server =
          new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", Integer.toString(port))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("moto.log").toFile())
              .start();
    } catch (IOException _) {
      assumeTrue(false, "skipped: moto_server is not installed");
    }
    endpoint = URI.create("http://127.0.0.1:" + port);
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!answers(port)) {
      assumeTrue(server.isAlive(), "skipped: moto_server does not start");
      assertThat(System.nanoTime()).as("moto_server answers").isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(50);
    }
    System.setProperty(ACCESS_KEY, "testing");
    System.setProperty(SECRET_KEY, "testing");
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .build()) {
      client.createBucket(b -> b.bucket("data"));
      for (String key : List.of("words/a.txt", "words/sub/b.txt", "wordsmith/c.txt")) {
        client.putObject(p -> p.bucket("data").key(key), RequestBody.fromString("in " + key));
      }
      client.putObject(p -> p.bucket("data").key("words/big"), RequestBody.fromBytes(big()));
      client.putObject(p -> p.bucket("data").key("words/empty/"), RequestBody.fromString(""));
    }
  }

  private static byte[] big() {
    return new byte[5_000_000];
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  @AfterAll
  static void stop() {
    System.clearProperty(ACCESS_KEY);
    System.clearProperty(SECRET_KEY);
    if (server != null) {
      server.destroyForcibly();
    }
  }

  @Test
  void prefix_importsTheObjectsBelowIt() throws IOException {
    assertThat(imported("s3://data/words/"))
        .extracting(Manifest.File::path)
        .containsExactly("a.txt", "big", "sub/b.txt");
    assertThat(imported("s3://data/words/a.txt"))
        .extracting(Manifest.File::path)
        .containsExactly("a.txt");
    assertThat(imported("s3://data")).hasSize(4);
  }

  @Test
  void missingObjects_areRefusedByName() {
    assertThatThrownBy(() -> imported("s3://nowhere/x"))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("there is no bucket 'nowhere'");
    assertThatThrownBy(() -> imported("s3://data/none"))
        .hasMessageContaining("s3://data/none at " + endpoint + " contains no files");
    assertThatThrownBy(() -> imported("s3://UPPER/x")).hasMessageContaining("expected s3://BUCKET");
  }

  private static List<Manifest.File> imported(String source) throws IOException {
    ArtifactStore store = ArtifactStore.open(folder.resolve("store"));
    Digest manifest =
        store
            .importFrom(
                Sources.of(
                    ArtifactKind.DATASET,
                    source,
                    Optional.of(endpoint),
                    Optional.empty(),
                    TestRules.ANYWHERE),
                new ImportProgress())
            .manifest();
    return store.manifest(manifest).files();
  }
}
