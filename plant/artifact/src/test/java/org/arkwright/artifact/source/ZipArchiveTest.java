package org.arkwright.artifact.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.ArtifactException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives written by zip tools, and refusals in them. */
final class ZipArchiveTest {
  @TempDir Path folder;
  private Path tree;
  private ArtifactStore store;

  @BeforeEach
  void files() throws IOException {
    store = ArtifactStore.open(folder.resolve("store"));
    tree = Files.createDirectories(folder.resolve("tree"));
    Files.createDirectories(tree.resolve("sub"));
    Files.writeString(tree.resolve("a.txt"), "a");
    Files.writeString(tree.resolve("sub/é.txt"), "in a folder");
  }

  @Test
  void zipByPython_ofEveryMethod_containsTheFilesOfTheFolder() throws Exception {
    Files.writeString(tree.resolve("rows.csv"), "1,2,3\n".repeat(1_000));
    List<Manifest.File> expected = imported(tree);
    for (String method : List.of("STORED", "DEFLATED", "BZIP2", "LZMA")) {
      Path zip = folder.resolve(method + ".zip");
      String script =
          """
          import os, sys, zipfile
          with zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_%s) as z:
            for at, _, names in os.walk(sys.argv[1]):
              for name in names:
                path = os.path.join(at, name)
                with z.open(os.path.relpath(path, sys.argv[1]), 'w', force_zip64=True) as out:
                  out.write(open(path, 'rb').read())
          """
              .formatted(method);
      LocalImport.run("python3", "-c", script, tree.toString(), zip.toString());
      assertThat(imported(zip)).as(method).isEqualTo(expected);
    }
  }

  @SuppressWarnings("PreferCharsetOverload") // which is private
  @Test
  void zip_keepsExecutableFiles_andNamesOfEveryCodePage() throws Exception {
    Path zip = folder.resolve("names.zip");
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip)) {
      put(out, "run.sh", 0100755);
      out.setEncoding("IBM437");
      out.setUseLanguageEncodingFlag(false);
      put(out, "caf\u00e9", 0);
      out.setEncoding("UTF-8");
      put(out, "na\u00efve", 0100644);
    }
    assertThat(imported(zip))
        .extracting(file -> file.path() + (file.executable() ? "*" : ""))
        .containsExactlyInAnyOrder("run.sh*", "caf\u00e9", "na\u00efve");
  }

  private static void put(ZipArchiveOutputStream out, String name, int mode) throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    if (mode != 0) {
      entry.setUnixMode(mode);
    }
    out.putArchiveEntry(entry);
    out.write('x');
    out.closeArchiveEntry();
  }

  @Test
  void zipThatGoesOnAfterItsEnd_isRefused_andOneWithACommentRead() throws Exception {
    Path zip = folder.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setComment("made by hand");
      out.putNextEntry(new ZipEntry("a.txt"));
      out.write('a');
    }
    assertThat(imported(zip)).hasSize(1);
    Files.write(zip, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> imported(zip))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("15 bytes after its end, where 12 were to be");
  }

  @Test
  void damagedContentOfAZip_isRefused() throws Exception {
    Path zip = folder.resolve("d.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.setLevel(0);
      out.putNextEntry(new ZipEntry("a"));
      out.write("needle".getBytes(StandardCharsets.UTF_8));
    }
    byte[] bytes = Files.readAllBytes(zip);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("needle");
    bytes[at] = 'N';
    Files.write(zip, bytes);
    assertThatThrownBy(() -> imported(zip)).hasMessageContaining("damaged");
  }

  @Test
  void namesThatLeadNowhere_areLeftOutOfPaths() throws Exception {
    Path zip = folder.resolve("odd.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("a//b", "./c/././d", "e/.f", "g/...", "h///./i")) {
        out.putNextEntry(new ZipEntry(name));
      }
    }
    assertThat(imported(zip))
        .extracting(Manifest.File::path)
        .containsExactlyInAnyOrder("a/b", "c/d", "e/.f", "g/...", "h/i");
  }

  @Test
  void zipWithMoreNamesThanMemoryHolds_isRefusedBeforeTheyAreRead() throws Exception {
    long bytes = Runtime.getRuntime().maxMemory() / 4 / 8;
    for (String where : List.of("end", "beyond")) {
      Path zip = folder.resolve(where + ".zip");
      try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "rw")) {
        file.setLength(bytes + 22);
        file.seek(bytes);
        ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
        end.putInt(0x06054b50).putShort(8, (short) 1).putShort(10, (short) 1);
        // A directory that says that it is small is read on as long as entries come.
        end.putInt(12, where.equals("end") ? (int) bytes : 46).putInt(16, 0);
        file.write(end.array());
      }
      if (where.equals("end")) {
        assertThatThrownBy(() -> imported(zip))
            .isInstanceOf(ArtifactException.class)
            .hasMessageContaining("use fewer files or shorter names");
      } else {
        assertThat(ZipDirectory.bytes(zip)).isEqualTo(22 + 46);
      }
    }
  }

  private List<Manifest.File> imported(Path source) throws IOException {
    return LocalImport.files(store, source);
  }
}
