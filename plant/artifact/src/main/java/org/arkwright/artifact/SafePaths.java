package org.arkwright.artifact;

import java.util.List;

/** Tells paths that stay below a folder from those that may not. */
final class SafePaths {
  private static final int LENGTH_MAX = 1024;

  private SafePaths() {}

  /**
   * The path without a leading {@code ./}.
   *
   * @throws ArtifactException when it is absolute, leads up, or is no path
   */
  static String check(String path) throws ArtifactException {
    String plain = path.startsWith("./") ? path.substring(2) : path;
    List<String> parts = List.of(plain.split("/", -1));
    boolean sound =
        !plain.isEmpty()
            && plain.length() <= LENGTH_MAX
            && plain.indexOf('\0') < 0
            && plain.indexOf('\\') < 0
            && plain.chars().noneMatch(Character::isISOControl)
            && parts.stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!sound) {
      throw new ArtifactException(
          "'%s' is refused: expected a relative path below the folder, without '..'"
              .formatted(path));
    }
    return plain;
  }
}
