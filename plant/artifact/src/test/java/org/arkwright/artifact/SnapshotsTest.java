package org.arkwright.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.arkwright.artifact.Snapshots.Offer;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.Sha256;
import org.arkwright.model.id.Digest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotsTest {
  @TempDir Path folder;
  private ArtifactStore store;
  private Snapshots snapshots;
  private Path work;

  @BeforeEach
  void open() throws IOException {
    store = ArtifactStore.open(folder.resolve("store"));
    snapshots = store.snapshots();
    work = Files.createDirectory(folder.resolve("work"));
  }

  @Test
  void offer_missingFiles_areNamedUntilTheyAreSent() throws IOException {
    String manifest = manifest(file("a/x.py", "print(1)", false), file("y", "", false));
    assertThat(snapshots.offer(manifest.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Offer.Missing.class,
            missing ->
                assertThat(missing.digests())
                    .containsExactlyInAnyOrder(Sha256.of("print(1)"), Sha256.of("")));
    assertThat(snapshots.add(sent("print(1)", ""))).isEqualTo(2);
    Digest kept = kept(manifest);
    assertThat(snapshots.has(kept)).isTrue();
    // Equal folders are one snapshot, whoever offers them, and nothing is sent again.
    assertThat(kept(manifest)).isEqualTo(kept);
  }

  @Test
  void offer_damagedFiles_areMissing_soThatSendingThemHealsTheStore() throws Exception {
    String manifest = manifest(file("x.py", "print(1)", false));
    Digest kept = kept(manifest, "print(1)");
    assertThat(snapshots.offer(manifest.getBytes(UTF_8))).isInstanceOf(Offer.Kept.class);
    String hex = Sha256.of("print(1)").hex();
    Path blob = folder.resolve("store/blobs").resolve(hex.substring(0, 2) + "/" + hex.substring(2));
    Files.delete(blob);
    Files.writeString(blob, "print(2)");
    assertThatThrownBy(() -> snapshots.materialise(kept, work))
        .hasMessageContaining("code is damaged in the store (x.py). Submit it again");

    assertThat(snapshots.offer(manifest.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Offer.Missing.class,
            missing -> assertThat(missing.digests()).containsExactly(Sha256.of("print(1)")));
    assertThat(kept(manifest, "print(1)")).isEqualTo(kept);
    snapshots.materialise(kept, work);
    assertThat(work.resolve("x.py")).hasContent("print(1)");
  }

  @Test
  void offer_intactFiles_areReadOnce_howeverOftenTheyAreOffered() throws Exception {
    String manifest = manifest(file("x", "a".repeat(1 << 20), false));
    kept(manifest, "a".repeat(1 << 20));
    Thread.sleep(1_100); // until the store may remember what it has verified
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    snapshots.offer(manifest.getBytes(UTF_8));
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 5; i++) {
      assertThat(snapshots.offer(manifest.getBytes(UTF_8))).isInstanceOf(Offer.Kept.class);
    }
    // Reading takes a buffer of 256 KiB each time.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(5L << 18);
  }

  @Test
  void offer_youngFiles_areNotWrittenTo_andOldOnesAreMadeYoung() throws Exception {
    String manifest = manifest(file("x", "1", false));
    kept(manifest, "1");
    String hex = Sha256.of("1").hex();
    Path blob = folder.resolve("store/blobs").resolve(hex.substring(0, 2) + "/" + hex.substring(2));
    Instant young = Instant.now().minus(Duration.ofMinutes(20)).truncatedTo(ChronoUnit.SECONDS);
    Files.setLastModifiedTime(blob, FileTime.from(young));
    Thread.sleep(1_100); // until the store may remember what it has verified
    kept(manifest);
    assertThat(Files.getLastModifiedTime(blob).toInstant()).isEqualTo(young);

    Files.setLastModifiedTime(blob, FileTime.from(young.minus(Duration.ofMinutes(20))));
    Thread.sleep(1_100);
    kept(manifest);
    assertThat(Files.getLastModifiedTime(blob).toInstant()).isAfter(young);
  }

  @Test
  void materialise_filesAndLinks_areCopiesThatAJobMayChange() throws IOException {
    Digest digest =
        kept(
            "{\"files\":[%s,%s],\"links\":{\"l\":\"bin/run\"}}"
                .formatted(file("bin/run", "#!/bin/sh", true), file("data", "1", false)),
            "#!/bin/sh",
            "1");
    snapshots.materialise(digest, work);
    assertThat(work.resolve("bin/run")).isExecutable();
    assertThat(work.resolve("data")).content().isEqualTo("1");
    assertThat(Files.readSymbolicLink(work.resolve("l"))).isEqualTo(Path.of("bin/run"));

    Files.writeString(work.resolve("data"), "changed");
    Path other = Files.createDirectory(folder.resolve("other"));
    snapshots.materialise(digest, other);
    assertThat(other.resolve("data")).content().isEqualTo("1");
  }

  @Test
  void remove_whatTheJobChangedOrMade_stays() throws IOException {
    Digest digest =
        kept(
            manifest(file("a/x", "1", false), file("a/y", "2", false), file("b/z", "3", false)),
            "1",
            "2",
            "3");
    snapshots.materialise(digest, work);
    Files.writeString(work.resolve("a/y"), "9");
    Files.writeString(work.resolve("made"), "m");
    snapshots.remove(digest, work);
    assertThat(work.resolve("a/x")).doesNotExist();
    assertThat(work.resolve("a/y")).content().isEqualTo("9");
    assertThat(work.resolve("made")).exists();
    assertThat(work.resolve("b")).doesNotExist();
  }

  @Test
  void remove_folderThatTheJobMadeALink_isNotFollowed() throws IOException {
    Digest digest = kept(manifest(file("a/x", "1", false)), "1");
    snapshots.materialise(digest, work);
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("x"), "1");
    Files.delete(work.resolve("a/x"));
    Files.delete(work.resolve("a"));
    Files.createSymbolicLink(work.resolve("a"), precious);
    snapshots.remove(digest, work);
    assertThat(precious.resolve("x")).exists();
  }

  @Test
  void offer_manifestsThatLeadOut_areRefused() {
    for (String manifest :
        List.of(
            manifest(file("../x", "", false)),
            manifest(file("/x", "", false)),
            manifest(file("./x", "", false)),
            manifest(file("a", "", false), file("a/b", "", false)),
            "{\"files\":[],\"links\":{\"l\":\"../x\"}}",
            "{\"files\":[],\"links\":{\"l\":\"/etc\"}}",
            "{\"files\":[],\"links\":{\"l\":\"half \\ud800\"}}",
            "{\"files\":[%s],\"links\":{\"l\":\"b\"}}".formatted(file("l/x", "", false)),
            "{\"files\":[{\"path\":\"x\",\"digest\":\"%s\",\"size\":-1,\"executable\":false}]}"
                .formatted("0".repeat(64)),
            "{\"files\":7}",
            "NaN",
            "")) {
      assertThatExceptionOfType(ArtifactException.class)
          .as(manifest)
          .isThrownBy(() -> snapshots.offer(manifest.getBytes(UTF_8)));
    }
  }

  @Test
  void add_streamsThatLie_areRefused() throws IOException {
    byte[] whole = sent("abc").readAllBytes();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 1);
    byte[] length = java.util.Arrays.copyOf(whole, 5);
    byte[] negative = whole.clone();
    negative[0] = (byte) 0x80;
    byte[] huge = whole.clone();
    huge[2] = 1;
    for (byte[] stream : List.of(cut, length, negative, huge)) {
      assertThatExceptionOfType(ArtifactException.class)
          .isThrownBy(() -> snapshots.add(new ByteArrayInputStream(stream)));
    }
  }

  @Test
  void collect_snapshotOfALiveJob_stays() throws IOException {
    Digest digest = kept(manifest(file("x", "1", false)), "1");
    Instant later = Instant.now().plus(Duration.ofHours(2));
    store.collect(List.of(digest), List.of(), later);
    snapshots.materialise(digest, work);
    store.collect(List.of(), List.of(), later);
    assertThat(snapshots.has(digest)).isFalse();
  }

  private Digest kept(String manifest, String... contents) throws IOException {
    var _ = snapshots.add(sent(contents));
    return ((Offer.Kept) snapshots.offer(manifest.getBytes(UTF_8))).files().manifest();
  }

  private static ByteArrayInputStream sent(String... contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (String content : contents) {
      out.writeLong(content.length());
      out.write(content.getBytes(UTF_8));
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static String manifest(String... files) {
    return "{\"files\":[" + String.join(",", files) + "]}";
  }

  private static String file(String path, String content, boolean executable) {
    return "{\"path\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"executable\":%b}"
        .formatted(path, Sha256.of(content), content.length(), executable);
  }
}
