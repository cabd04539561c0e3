package org.arkwright.artifact.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.artifact.ArtifactKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives written by the real tar, and refusals in archives and folders. */
final class ArchiveTest {
  @TempDir Path folder;
  private Path tree;
  private ArtifactStore store;

  @BeforeEach
  void files() throws IOException {
    store = ArtifactStore.open(folder.resolve("store"));
    tree = Files.createDirectories(folder.resolve("tree"));
    Files.createDirectories(tree.resolve("sub/" + "d".repeat(90)));
    Files.writeString(tree.resolve("a.txt"), "a");
    Files.writeString(tree.resolve("sub/" + "d".repeat(90) + "/é.txt"), "long name");
  }

  @Test
  void tarOfEveryFormat_containsTheFilesOfTheFolder() throws Exception {
    List<Manifest.File> expected = imported(tree);
    assertThat(expected).hasSize(2);
    for (String form : List.of("gnu", "pax", "ustar")) {
      Path tar = folder.resolve(form + ".tar");
      run("tar", "--format=" + form, "-C", tree.toString(), "-cf", tar.toString(), ".");
      assertThat(imported(tar)).as(form).isEqualTo(expected);
    }
    Path compressed = folder.resolve("c.tar.gz");
    run("tar", "-C", tree.toString(), "-czf", compressed.toString(), ".");
    assertThat(imported(compressed)).isEqualTo(expected);
  }

  @Test
  void link_isRefusedInFolderTarAndZip() throws Exception {
    Files.createSymbolicLink(tree.resolve("link"), Path.of("/etc/passwd"));
    Path tar = folder.resolve("l.tar");
    run("tar", "-C", tree.toString(), "-cf", tar.toString(), ".");
    Files.delete(tree.resolve("a.txt"));
    Files.createLink(tree.resolve("a.txt"), Files.writeString(folder.resolve("x"), "x"));
    Path zip = folder.resolve("l.zip");
    zipWithLink(zip);

    assertRefused(tree, "is a link");
    assertRefused(tar, "'./link' in the archive is a link");
    assertRefused(zip, "'link' in the archive is a link");
  }

  @Test
  void pathThatLeadsOut_isRefusedInTarAndZip() throws Exception {
    Path tar = folder.resolve("up.tar");
    run(
        "tar",
        "-C",
        tree.toString(),
        "--transform=s,a.txt,../../a.txt,",
        "-P",
        "-cf",
        tar + "",
        ".");
    Path zip = folder.resolve("up.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("../a.txt"));
      out.write('a');
    }

    assertRefused(tar, "without '..'");
    assertRefused(zip, "without '..'");
  }

  @Test
  void truncatedArchive_isRefusedAsDamaged() throws Exception {
    Files.write(tree.resolve("big"), new byte[50_000]);
    Path tar = folder.resolve("t.tar.gz");
    run("tar", "-C", tree.toString(), "-czf", tar.toString(), ".");
    byte[] complete = Files.readAllBytes(tar);
    Files.write(tar, Arrays.copyOf(complete, complete.length / 2));

    assertThatThrownBy(() -> imported(tar))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("damaged or truncated");
  }

  /** Writes a zip whose only entry is a symbolic link according to its central directory. */
  private static void zipWithLink(Path zip) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("link"));
      out.write("/etc/passwd".getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(zip);
    for (int at = 0; at + 46 < bytes.length; at++) {
      if (bytes[at] == 'P' && bytes[at + 1] == 'K' && bytes[at + 2] == 1 && bytes[at + 3] == 2) {
        bytes[at + 40] = (byte) 0xff;
        bytes[at + 41] = (byte) 0xa1; // the mode 0120777 in the upper half
      }
    }
    Files.write(zip, bytes);
  }

  private void assertRefused(Path source, String because) throws IOException {
    assertThatThrownBy(() -> imported(source))
        .as(source.toString())
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining(because)
        .hasMessageContaining("refused");
    try (Stream<Path> left = Files.walk(folder.resolve("store/tmp"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  private List<Manifest.File> imported(Path source) throws IOException {
    return store
        .manifest(
            store
                .importFrom(
                    Sources.of(
                        ArtifactKind.DATASET, source + "", Optional.empty(), Optional.empty()),
                    new ImportProgress())
                .manifest())
        .files();
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
