package org.arkwright.artifact;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;

/** Checks that paths stay below a folder and can be created there. */
final class SafePaths {
  private static final int BYTES_MAX = 1024;
  private static final int PART_BYTES_MAX = 255;

  private SafePaths() {}

  /**
   * Returns the path without a leading {@code ./}, and without names that lead nowhere, which some
   * tools leave between: {@code a//b}, {@code a/./b}. Whatever else Linux allows in a name is kept,
   * backslashes and line ends included.
   *
   * @throws ArtifactException when it is absolute, contains {@code ..}, is too long for a file
   *     system, or is not text in UTF-8
   */
  static String check(String path) throws ArtifactException {
    String relative = plain(path.startsWith("./") ? path.substring(2) : path);
    // U+FFFD is what decoders make of bytes that are not UTF-8; lone surrogates cannot be encoded.
    if (relative.indexOf('\ufffd') >= 0
        || !StandardCharsets.UTF_8.newEncoder().canEncode(relative)) {
      throw new ArtifactException(
          "the name '%s' is refused: it is not UTF-8. Rename the file, and try again."
              .formatted(PathText.of(path)));
    }
    List<String> parts = List.of(relative.split("/", -1));
    boolean below =
        !relative.isEmpty()
            && relative.indexOf('\0') < 0
            && parts.stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || leadsOut(part));
    if (!below) {
      throw new ArtifactException(
          "'%s' is refused: expected a relative path below the folder, without '..'"
              .formatted(PathText.of(path)));
    }
    if (bytes(relative) > BYTES_MAX
        || parts.stream().anyMatch(part -> bytes(part) > PART_BYTES_MAX)) {
      throw new ArtifactException(
          "'%s' is refused: expected at most %d bytes in a path and %d in each name"
              .formatted(PathText.of(path), BYTES_MAX, PART_BYTES_MAX));
    }
    return relative;
  }

  private static String plain(String path) {
    return path.contains("//") || path.contains("/./")
        ? path.replaceAll("(?<=[^/])(/\\.?(?=/))+", "")
        : path;
  }

  /** Also as Windows would read it, where such an archive may come from. */
  private static boolean leadsOut(String part) {
    return List.of(part.split("\\\\", -1)).contains("..");
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
