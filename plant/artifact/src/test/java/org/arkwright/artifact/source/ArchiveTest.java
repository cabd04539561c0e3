package org.arkwright.artifact.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.ArtifactException;
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
  void tarOfEveryCompression_containsTheFilesOfTheFolder() throws Exception {
    List<Manifest.File> expected = imported(tree);
    for (String suffix : List.of("tar.gz", "tgz", "tar.bz2", "tar.xz", "tar.zst")) {
      Path packed = folder.resolve("c." + suffix);
      run("tar", "-C", tree.toString(), "-caf", packed.toString(), ".");
      assertThat(imported(packed)).as(suffix).isEqualTo(expected);
    }
  }

  @Test
  void singleCompressedFile_isUnpackedUnderItsName() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "a");
    for (String[] each :
        List.of(
            new String[] {"gzip", ".gz"},
            new String[] {"bzip2", ".bz2"},
            new String[] {"xz", ".xz"},
            new String[] {"zstd", ".zst"})) {
      run(each[0], "-k", folder.resolve("a.txt").toString());
      assertThat(imported(folder.resolve("a.txt" + each[1])))
          .as(each[0])
          .isEqualTo(imported(folder.resolve("a.txt")));
    }
  }

  @Test
  void sparseFilesInTars_areUnpackedWhole() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(tree.resolve("s.bin").toFile(), "rw")) {
      file.seek(5_000_000);
      file.write("end".getBytes(StandardCharsets.UTF_8));
    }
    List<Manifest.File> expected = imported(tree);
    for (String form :
        List.of("gnu", "pax", "pax --sparse-version=0.1", "pax --sparse-version=0.0")) {
      Path tar = folder.resolve("s.tar");
      run(("tar -S --format=" + form + " -C " + tree + " -cf " + tar + " .").split(" "));
      assertThat(imported(tar)).as(form).isEqualTo(expected);
    }
  }

  @Test
  void archiveThatUnpacksToFarMore_isRefusedByTheRatio() throws Exception {
    Path zeros = folder.resolve("zeros");
    try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
      file.setLength(200L << 20);
    }
    run("tar", "-C", folder.toString(), "-czf", folder + "/bomb.tar.gz", "zeros");
    run("gzip", "-k", zeros.toString());
    for (String name : List.of("bomb.tar.gz", "zeros.gz")) {
      assertThatThrownBy(() -> imported(folder.resolve(name)))
          .hasMessageContaining("imports.ratio in site.yaml");
    }
  }

  @Test
  void negativeSizeInATar_isRefusedInWords() throws Exception {
    Path tar = folder.resolve("n.tar");
    run("tar", "-C", tree.toString(), "-cf", tar.toString(), "a.txt");
    byte[] bytes = Files.readAllBytes(tar);
    Arrays.fill(bytes, 124, 136, (byte) 0xff);
    int sum = 0;
    Arrays.fill(bytes, 148, 156, (byte) ' ');
    for (int i = 0; i < 512; i++) {
      sum += bytes[i] & 0xff;
    }
    byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, bytes, 148, text.length);
    Files.write(tar, bytes);
    assertThatThrownBy(() -> imported(tar))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("n.tar is damaged");
  }

  @Test
  void nameInATarThatIsNotUtf8_isRefusedByName() throws Exception {
    for (String form : List.of("GNU_FORMAT", "USTAR_FORMAT", "PAX_FORMAT")) {
      Path tar = folder.resolve(form + ".tar");
      String script =
          """
          import io, sys, tarfile
          with tarfile.open(sys.argv[1], 'w', format=tarfile.%s, errors='surrogateescape') as t:
            info = tarfile.TarInfo('caf\\udce9')
            t.addfile(info, io.BytesIO(b''))
          """
              .formatted(form);
      run("python3", "-c", script, tar.toString());
      assertThatThrownBy(() -> imported(tar)).as(form).hasMessageContaining("not UTF-8");
    }
  }

  @Test
  void questionMarksInNamesOfTars_areKept() throws Exception {
    Files.writeString(tree.resolve("why?.txt"), "q");
    Files.writeString(tree.resolve("sub/" + "d".repeat(90) + "/" + "?".repeat(120)), "long");
    List<Manifest.File> expected = imported(tree);
    for (String form : List.of("gnu", "pax")) {
      Path tar = folder.resolve(form + ".tar");
      run("tar", "--format=" + form, "-C", tree.toString(), "-cf", tar.toString(), ".");
      assertThat(imported(tar)).as(form).isEqualTo(expected);
    }
  }

  @Test
  void linksBelowTheFolder_andInTheCacheOfHuggingFace_areFollowed() throws Exception {
    Path repository = folder.resolve("hub/models--org--tiny");
    Path blob = repository.resolve("blobs/abc");
    Files.createDirectories(blob.getParent());
    Files.writeString(blob, "{}");
    Path snapshot = Files.createDirectories(repository.resolve("snapshots/rev"));
    Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs/abc"));
    assertThat(imported(snapshot)).extracting(Manifest.File::path).containsExactly("config.json");
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), snapshot);
    assertThat(imported(linked)).hasSize(1);

    Files.createSymbolicLink(tree.resolve("again.txt"), Path.of("a.txt"));
    assertThat(imported(tree)).hasSize(3);
    Files.createSymbolicLink(tree.resolve("gone.txt"), Path.of("nothing"));
    assertRefused(tree, "link to nothing");
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

    assertRefused(tree, "is a link to /etc/passwd");
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

  @Test
  void checksumAfterTheLastFile_isCompared() throws Exception {
    Files.writeString(tree.resolve("rows.csv"), "1,2,3\n".repeat(20_000));
    for (String suffix : List.of("tar.gz", "tar.bz2", "tar.xz", "tar.zst", "csv.gz", "csv.bz2")) {
      Path packed = folder.resolve("c." + suffix);
      if (suffix.startsWith("tar")) {
        run("tar", "-C", tree.toString(), "-caf", packed.toString(), ".");
      } else {
        Files.copy(tree.resolve("rows.csv"), folder.resolve("c.csv"));
        run(suffix.endsWith("gz") ? "gzip" : "bzip2", folder.resolve("c.csv").toString());
      }
      byte[] bytes = Files.readAllBytes(packed);
      // The last bytes of gzip are its checksum and size; of bzip2 its checksum; of xz its index.
      bytes[bytes.length - 6] ^= 0x10;
      Files.write(
          packed, suffix.equals("tar.zst") ? Arrays.copyOf(bytes, bytes.length - 2) : bytes);
      assertThatThrownBy(() -> imported(packed))
          .as(suffix)
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("damaged or truncated");
    }
  }

  @Test
  void membersOfAGzip_areReadToTheLast_orRefused() throws Exception {
    byte[] one = gzip("one\n");
    byte[] two = gzip("two\n");
    Path file = folder.resolve("rows.txt.gz");
    Files.write(file, joined(one, two));
    assertThat(imported(file).getFirst().size().value()).isEqualTo(8);
    Files.write(file, joined(one, new byte[512]));
    assertThat(imported(file).getFirst().size().value()).isEqualTo(4);
    byte[] wrong = two.clone();
    wrong[0] = 0x1e;
    for (byte[] second :
        List.of(wrong, Arrays.copyOf(two, 7), Arrays.copyOf(two, 14), new byte[] {0, 0, 1})) {
      Files.write(file, joined(one, second));
      assertThatThrownBy(() -> imported(file)).isInstanceOf(ArtifactException.class);
    }
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Test
  void tarThatEndsBetweenTwoFiles_orGoesOnAfterItsEnd_isRefused() throws Exception {
    Path tar = folder.resolve("t.tar");
    run("tar", "-C", tree.toString(), "-cf", tar.toString(), "a.txt");
    byte[] whole = Files.readAllBytes(tar);
    Files.write(tar, Arrays.copyOf(whole, 1024));
    assertThatThrownBy(() -> imported(tar)).hasMessageContaining("has no end mark");
    Files.write(tar, joined(Arrays.copyOf(whole, 2048), whole));
    assertThatThrownBy(() -> imported(tar)).hasMessageContaining("more after its end mark");
    Files.write(tar, joined(whole, new byte[20 << 10]));
    assertThat(imported(tar)).hasSize(1);
  }

  @Test
  void tarsWithoutFiles_andEmptyFiles_areNamedAsWhatTheyAre() throws Exception {
    Path none = Files.createDirectories(folder.resolve("none"));
    run("tar", "-C", none.toString(), "-cf", folder + "/none.tar", ".");
    Files.write(folder.resolve("end.tar"), new byte[10240]);
    for (String name : List.of("none.tar", "end.tar")) {
      assertThatThrownBy(() -> imported(folder.resolve(name))).hasMessageContaining("no files");
    }
    for (String name : List.of("a.tar", "a.zip", "a.gz", "a.txt.zst", "a.tar.xz")) {
      assertRefused(Files.createFile(folder.resolve(name)), "is empty");
    }
  }

  @Test
  void fileOfTwoNamesInATar_isStoredUnderBoth_andOneOutsideIsRefused() throws Exception {
    Files.createLink(tree.resolve("b.txt"), tree.resolve("a.txt"));
    List<Manifest.File> expected = imported(tree);
    Path tar = folder.resolve("l.tar");
    for (String form : List.of("gnu", "pax", "ustar")) {
      run("tar", "--format=" + form, "-C", tree.toString(), "-cf", tar.toString(), ".");
      assertThat(imported(tar)).as(form).isEqualTo(expected);
    }
    run(
        "tar",
        "-C",
        tree.toString(),
        "--transform=flags=h;s,.*,/etc/passwd,",
        "-P",
        "-cf",
        tar.toString(),
        "a.txt",
        "b.txt");
    assertRefused(tar, "/etc/passwd");
  }

  @Test
  void archivesOfOtherForms_areRefusedByName_unlessInAFolder() throws Exception {
    for (String name :
        List.of("x.7z", "x.RAR", "x.tar.lz4", "x.lzma", "x.tar.Z", "x.zip.001", "x.z01")) {
      Path packed = Files.writeString(folder.resolve(name), "packed");
      assertRefused(packed, "which is not read");
    }
    Files.writeString(tree.resolve("x.7z"), "packed");
    assertThat(imported(tree)).hasSize(3);
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
    return LocalImport.files(store, source);
  }

  private static void run(String... command) throws Exception {
    LocalImport.run(command);
  }
}
