package org.arkwright.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PartialBlob;
import org.arkwright.artifact.blob.Sha256;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.Digest;
import org.arkwright.model.unit.Bytes;
import org.arkwright.wire.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs and manifests that somebody else sends. */
class PartialBlobTest {
  private static final String OWNER = "a1.home-n";

  @TempDir Path folder;
  private ArtifactStore store;

  @BeforeEach
  void open() throws IOException {
    store = ArtifactStore.open(folder);
  }

  @Test
  void blobInPieces_overReopenings_isStored() throws IOException {
    byte[] content = new byte[700_000];
    new SplittableRandom(3).nextBytes(content);
    Digest digest = Digest.of(Digest.sha256().digest(content));
    int at = 0;
    for (int piece : new int[] {1, 299_999, 0, 400_000}) {
      try (PartialBlob partial = store.receive(OWNER, digest, content.length)) {
        assertThat(partial.offset()).isEqualTo(at);
        partial.write(content, at, piece);
      }
      at += piece;
      assertThat(store.received(OWNER, digest)).isEqualTo(at);
      store = ArtifactStore.open(folder); // as another process does
    }
    try (PartialBlob partial = store.receive(OWNER, digest, content.length)) {
      partial.finish();
    }
    assertThat(store.missing(List.of(digest))).isEmpty();
    assertThat(store.received(OWNER, digest)).isZero();
    try (var in = store.openFile(digest)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
  }

  @Test
  void otherContent_isRefused_andSentAgainFromItsBeginning() throws IOException {
    Digest digest = Sha256.of("good");
    try (PartialBlob partial = store.receive(OWNER, digest, 4)) {
      partial.write(bytes("evil"), 0, 4);
      assertThatThrownBy(partial::finish)
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining(digest.toString())
          .hasMessageContaining(Sha256.of("evil").toString());
    }
    assertThat(store.received(OWNER, digest)).isZero();
    assertThat(store.missing(List.of(digest))).containsExactly(digest);
  }

  @Test
  void pieceBeyondItsSize_andEndBeforeIt_areRefused() throws IOException {
    Digest digest = Sha256.of("good");
    try (PartialBlob partial = store.receive(OWNER, digest, 4)) {
      assertThatThrownBy(() -> partial.write(bytes("goods"), 0, 5)).hasMessageContaining("4 bytes");
      partial.write(bytes("go"), 0, 2);
      assertThatThrownBy(partial::finish).hasMessageContaining("2 of the 4 bytes");
    }
  }

  @Test
  void secondSender_displacesTheFirst() throws IOException {
    Digest digest = Sha256.of("good");
    try (PartialBlob first = store.receive(OWNER, digest, 4)) {
      first.write(bytes("go"), 0, 2);
      try (PartialBlob second = store.receive(OWNER, digest, 4)) {
        assertThatThrownBy(() -> first.write(bytes("od"), 0, 2)).hasMessageContaining("anew");
        second.write(bytes("od"), 0, 2);
        second.finish();
      }
    }
    assertThat(store.missing(List.of(digest))).isEmpty();
  }

  @Test
  void manifest_isKeptOnceItsFilesAreThere() throws IOException {
    Manifest manifest = manifest("a/b", "x");
    byte[] json = Wire.strict().write(manifest);
    Digest digest = Digest.of(Digest.sha256().digest(json));
    assertThat(store.offer(digest, new ByteArrayInputStream(json), ImportLimits.DEFAULT))
        .isInstanceOf(Snapshots.Offer.Missing.class);
    assertThat(store.missing(List.of(digest))).isNotEmpty();
    var _ = store.storeFile("x", new ByteArrayInputStream(bytes("x")));
    assertThat(store.offer(digest, new ByteArrayInputStream(json), ImportLimits.DEFAULT))
        .isEqualTo(new Snapshots.Offer.Kept(new StoredFiles(digest, new Bytes(1), 1)));
    assertThat(store.manifest(digest)).isEqualTo(manifest);
  }

  @Test
  void manifestThatLies_isRefused() throws IOException {
    var _ = store.storeFile("x", new ByteArrayInputStream(bytes("x")));
    assertRefused(Wire.strict().write(manifest("../b", "x")), "'../b' is refused");
    assertRefused(
        Wire.strict()
            .write(
                new Manifest(List.of(new Manifest.File("b", Sha256.of("x"), new Bytes(7), false)))),
        "not of the 7 bytes");
    assertRefused(bytes("{}"), "not a manifest");
    byte[] json = Wire.strict().write(manifest("b", "x"));
    assertThatThrownBy(
            () -> store.offer(Sha256.of("b"), new ByteArrayInputStream(json), ImportLimits.DEFAULT))
        .hasMessageContaining("send it again");
  }

  private void assertRefused(byte[] json, String why) {
    Digest digest = Digest.of(Digest.sha256().digest(json));
    assertThatThrownBy(
            () -> store.offer(digest, new ByteArrayInputStream(json), ImportLimits.DEFAULT))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(why);
  }

  @Test
  void shrink_removesWhatWasUsedLeastRecently_andNeverWhatIsKept() throws IOException {
    Digest old = blob("oldest", 30);
    Digest kept = blob("kept", 40);
    Digest middle = blob("middle", 20);
    Digest fresh = blob("fresh", 10);
    assertThat(store.shrink(new Bytes(11), kept::equals).files()).isEqualTo(2);
    assertThat(store.missing(List.of(old, kept, middle, fresh)))
        .containsExactlyInAnyOrder(old, middle);
    assertThat(store.shrink(new Bytes(11), kept::equals).files()).isZero();
  }

  private Digest blob(String text, int minutesAgo) throws IOException {
    Digest digest = store.storeFile("x", new ByteArrayInputStream(bytes(text))).digest();
    try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
      Path file =
          files
              .filter(each -> each.toString().replace("/", "").endsWith(digest.hex()))
              .findFirst()
              .orElseThrow();
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60L * minutesAgo)));
    }
    return digest;
  }

  private static Manifest manifest(String path, String content) {
    return new Manifest(
        List.of(new Manifest.File(path, Sha256.of(content), new Bytes(content.length()), false)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
