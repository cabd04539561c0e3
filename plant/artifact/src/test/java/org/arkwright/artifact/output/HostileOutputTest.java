package org.arkwright.artifact.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job may have left in its folder, with the worst intentions. */
@Timeout(60)
final class HostileOutputTest {
  private static final OutputLimits SMALL =
      new OutputLimits(20, 5, new Bytes(1000), new Bytes(4096), Duration.ofMinutes(1));

  @TempDir Path folder;
  private ArtifactStore store;
  private Path work;
  private Path out;
  private Path victim;

  @BeforeEach
  void create() throws IOException {
    store = ArtifactStore.open(folder.resolve("store"));
    work = Files.createDirectory(folder.resolve("work"));
    out = Files.createDirectories(work.resolve("a.mounts/out/keys"));
    victim = Files.writeString(Files.createDirectory(folder.resolve("srv")).resolve("k"), "secret");
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void filesAndFolders_areStoredByPath_twiceTheSame() throws IOException {
    Files.writeString(Files.createDirectory(out.resolve("sub")).resolve("a"), "1");
    Files.writeString(out.resolve("b"), "2");
    Path run = Files.writeString(out.resolve("run"), "#!");
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    StoredFiles first = stored();
    assertThat(stored()).isEqualTo(first);
    assertThat(store.manifest(first.manifest()).files())
        .extracting(file -> file.path() + file.executable())
        .containsExactly("bfalse", "runtrue", "sub/afalse");
  }

  @Test
  void soleFile_isLinkedNotCopied() throws IOException {
    Files.writeString(out.resolve("weights"), "1");
    stored();
    assertThat(Files.getAttribute(out.resolve("weights"), "unix:nlink")).isEqualTo(2);
  }

  @Test
  void fileOpenForWriting_isCopied_soThatTheWriterDoesNotReachTheStore() throws IOException {
    Path file = Files.writeString(out.resolve("weights"), "1");
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      StoredFiles files = stored();
      open.write('2');
      assertThat(content(files)).isEqualTo("1");
    }
  }

  @Test
  void filesInUse_areCopied_soThatLaterWritesDoNotReachTheStore() throws IOException {
    Path file = Files.writeString(out.resolve("step"), "1");
    StoredFiles files =
        OutputWalk.store(
                store, "checkpoints", work, relative(), true, OutputLimits.DEFAULT, () -> {})
            .orElseThrow();
    Files.writeString(file, "2");
    assertThat(content(files)).isEqualTo("1");
  }

  @Test
  void hardLinkToAForeignFile_isCopied_andTheFileKeepsItsRights() throws IOException {
    Files.createLink(out.resolve("x"), victim);
    stored();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
        .isEqualTo("rw-------");
    assertThat(Files.getAttribute(victim, "unix:nlink")).isEqualTo(2);
  }

  @Test
  void folderExchangedForALink_isRefused() throws IOException {
    Path parent = out.getParent();
    Files.move(parent, parent.resolveSibling("out2"));
    Files.createDirectory(victim.resolveSibling("keys"));
    Files.createSymbolicLink(parent, victim.getParent());
    refused("output 'keys'", "not the one that was made for it");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/proc/self/environ", "/proc/kmsg", "/etc/passwd", "../../../../srv/k", "../keys"})
  void linkOutOfTheFolder_isRefusedByNameAndTarget(String target) throws IOException {
    Files.createSymbolicLink(out.resolve("x"), Path.of(target));
    refused("'x'", target, "not below its folder");
  }

  @Test
  void linkToAFolderOutside_isRefused() throws IOException {
    Files.createSymbolicLink(out.resolve("all"), victim.getParent());
    refused("'all'", "not below its folder");
  }

  @Test
  void linkThroughALinkOut_isRefused() throws IOException {
    Files.createSymbolicLink(out.resolve("a"), victim.getParent());
    Files.createSymbolicLink(
        Files.createDirectory(out.resolve("0")).resolve("b"), Path.of("../a/k"));
    refused("'0/b'", "not below its folder");
  }

  @Test
  void linksWithinTheFolder_countAsWhatTheyLeadTo() throws IOException {
    Files.writeString(Files.createDirectories(out.resolve("blobs")).resolve("1"), "one");
    Files.createSymbolicLink(out.resolve("weights"), Path.of("blobs/1"));
    Files.createSymbolicLink(out.resolve("latest"), Path.of("blobs"));
    assertThat(store.manifest(stored().manifest()).files())
        .extracting(Manifest.File::path)
        .containsExactly("blobs/1", "latest/1", "weights");
  }

  @Test
  void linkToAnEnclosingFolder_isRefused() throws IOException {
    Files.createSymbolicLink(Files.createDirectory(out.resolve("a")).resolve("up"), Path.of(".."));
    refused("'a/up'", "a link to a folder that it is in");
  }

  @Test
  void linkToNothing_isRefused() throws IOException {
    Files.createSymbolicLink(out.resolve("x"), Path.of("gone"));
    refused("'x'", "'gone'", "does not exist");
  }

  @Test
  void namedPipe_isRefusedAndNotWaitedFor() throws Exception {
    assumeThat(new ProcessBuilder("mkfifo", out.resolve("p").toString()).start().waitFor())
        .isZero();
    refused("'p' is a named pipe");
  }

  @Test
  void linkToANamedPipe_isRefusedAndNotWaitedFor() throws Exception {
    assumeThat(new ProcessBuilder("mkfifo", out.resolve("p").toString()).start().waitFor())
        .isZero();
    Files.createSymbolicLink(out.resolve("a"), Path.of("p"));
    refused("'a' is a link to a named pipe");
  }

  @Test
  void socket_isRefused() throws IOException {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(out.resolve("s")));
      refused("'s' is a socket");
    }
  }

  @Test
  void device_isRefused() throws Exception {
    assumeThat(
            new ProcessBuilder("mknod", out.resolve("d").toString(), "c", "1", "5")
                .start()
                .waitFor())
        .as("may make devices")
        .isZero();
    refused("'d' is a device");
  }

  @Test
  void thousandFoldersWithinEachOther_areRefused() throws Exception {
    Files.createDirectories(out.resolve("d/".repeat(1000)));
    try {
      refused("more than 100 folders deep");
    } finally {
      new ProcessBuilder("rm", "-rf", out.toString()).start().waitFor();
    }
  }

  @Test
  void tooManyFiles_areRefused() throws IOException {
    for (int i = 0; i < 21; i++) {
      Files.createFile(out.resolve("f" + i));
    }
    refusedBy(SMALL, "more than 20 files and folders");
  }

  @Test
  void tooManyBytes_areRefused() throws IOException {
    Files.write(out.resolve("a"), new byte[600]);
    Files.write(out.resolve("b"), new byte[600]);
    refusedBy(SMALL, "'b' makes output 'keys' larger than 1000 bytes");
  }

  @Test
  void terabyteOfHoles_isRefusedAtOnce() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(out.resolve("h").toFile(), "rw")) {
      file.setLength(1L << 40);
    }
    refused("'h' is 1099511627776 bytes of which nearly none was written");
  }

  @Test
  void manyFilesOfFewHoles_areRefusedLikeOneOfMany() throws IOException {
    OutputLimits limits =
        new OutputLimits(20, 5, new Bytes(1L << 30), new Bytes(10 << 20), Duration.ofMinutes(1));
    for (int i = 0; i < 12; i++) {
      try (RandomAccessFile file = new RandomAccessFile(out.resolve("h" + i).toFile(), "rw")) {
        file.setLength(1 << 20);
      }
    }
    assertThatThrownBy(() ->
            OutputWalk.store(store, "output 'keys'", work, relative(), false, limits, () -> {}))
        .isInstanceOf(RefusedOutput.class)
        .hasMessageContaining("nearly none was written");
  }

  @Test
  void smallFileWithHoles_isStored() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(out.resolve("h").toFile(), "rw")) {
      file.setLength(1 << 20);
    }
    assertThat(stored().size()).isEqualTo(Bytes.ofMebibytes(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\\b", "tab\there"})
  void nameWithOddCharacters_isKept(String name) throws IOException {
    Files.createFile(out.resolve(name));
    assertThat(store.manifest(stored().manifest()).files())
        .extracting(Manifest.File::path)
        .containsExactly(name);
  }

  @Test
  void nameThatLeadsOutElsewhere_isRefused() throws IOException {
    Files.createFile(out.resolve("..\\a"));
    refused("output 'keys'", "'..\\a' is refused");
  }

  @Test
  void nameThatIsNotUtf8_isRefused() throws Exception {
    String script = "touch \"$(printf 'caf\\351')\"";
    assumeThat(new ProcessBuilder("sh", "-c", script).directory(out.toFile()).start().waitFor())
        .isZero();
    refused("output 'keys'", "not UTF-8");
  }

  @Test
  void stopped_whileReadingAFile_endsAtTheNextPiece() throws IOException {
    Files.write(out.resolve("big"), new byte[4 << 20]);
    int[] asked = {0};
    OutputWatch afterThree =
        () -> {
          if (++asked[0] > 3) {
            throw new RefusedOutput("storing was stopped");
          }
        };
    assertThatExceptionOfType(RefusedOutput.class)
        .isThrownBy(() ->
            OutputWalk.store(store, "c", work, relative(), true, OutputLimits.DEFAULT, afterThree))
        .withMessage("storing was stopped");
  }

  private Path relative() {
    return work.relativize(out);
  }

  private Optional<StoredFiles> store(OutputLimits limits) throws IOException {
    return OutputWalk.store(store, "output 'keys'", work, relative(), false, limits, () -> {});
  }

  private StoredFiles stored() throws IOException {
    return store(OutputLimits.DEFAULT).orElseThrow();
  }

  private String content(StoredFiles files) throws IOException {
    try (InputStream in = store.open(store.manifest(files.manifest()).files().getFirst())) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private void refused(String... parts) {
    refusedBy(OutputLimits.DEFAULT, parts);
  }

  private void refusedBy(OutputLimits limits, String... parts) {
    assertThatExceptionOfType(RefusedOutput.class)
        .isThrownBy(() -> store(limits))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }
}
