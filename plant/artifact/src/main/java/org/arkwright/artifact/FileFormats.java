package org.arkwright.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;

/**
 * Checks files whose format their name promises, as far as their headers go: what is no model would
 * otherwise be found out by a replica that cannot start.
 */
final class FileFormats {
  /**
   * What lies in a folder in place of a file that is kept elsewhere.
   *
   * @param begins its first bytes
   * @param way what puts the file in its place
   */
  private record Pointer(String begins, String kind, String way) {}

  private static final String LFS = "a Git LFS pointer";
  private static final String PULL = "Run `git lfs pull` in the folder";

  /** Git LFS takes its earlier addresses still. */
  private static final List<Pointer> POINTERS =
      List.of(
          new Pointer("version https://git-lfs.github.com/spec/", LFS, PULL),
          new Pointer("version https://hawser.github.com/spec/", LFS, PULL),
          new Pointer("version http://git-media.io/v/", LFS, PULL),
          new Pointer(
              "/annex/objects/", "a pointer of git-annex", "Run `git annex get .` in the folder"),
          new Pointer("# xet version ", "a pointer of git-xet", "Run `git xet checkout` there"));

  private static final long POINTER_BYTES_MAX = 1024;
  private static final int BEGIN_MAX = 64;
  private static final String MARK = "\u00ef\u00bb\u00bf";

  private FileFormats() {}

  /**
   * Returns if nothing is wrong with the file, or its format is not known here.
   *
   * @param path its path in the source
   * @throws ArtifactException when it is not what its name says
   */
  static void check(String path, Path file) throws IOException {
    String name = path.toLowerCase(Locale.ROOT);
    refusePointer(path, file);
    if (name.endsWith(".gguf")) {
      GgufCheck.check(path, file);
    } else if (name.endsWith(".safetensors")) {
      SafetensorsCheck.check(path, file);
    }
  }

  private static void refusePointer(String path, Path file) throws IOException {
    if (Files.size(file) > POINTER_BYTES_MAX) {
      return;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String begin = new String(in.readNBytes(BEGIN_MAX), StandardCharsets.ISO_8859_1);
      // An editor or a shell of Windows may have put its mark before it.
      String head = begin.startsWith(MARK) ? begin.substring(MARK.length()) : begin;
      for (Pointer pointer : POINTERS) {
        if (head.startsWith(pointer.begins)) {
          throw new ArtifactException(
              "'%s' is %s, not the file itself. %s, and import it again."
                  .formatted(PathText.of(path), pointer.kind, pointer.way));
        }
      }
    }
  }

  static ArtifactException damaged(String path, String format, String problem) {
    return new ArtifactException(
        "'%s' is not a whole %s file: %s. Download or convert it again."
            .formatted(PathText.of(path), format, problem));
  }
}
