package org.arkwright.artifact;

import java.util.List;

/** Checks that paths stay below a folder. */
final class SafePaths {
  private static final int LENGTH_MAX = 1024;

  private SafePaths() {}

  /**
   * Returns the path without a leading {@code ./}.
   *
   * @throws ArtifactException when it is absolute, contains {@code ..}, or is not a valid path
   */
  static String check(String path) throws ArtifactException {
    String relative = path.startsWith("./") ? path.substring(2) : path;
    List<String> parts = List.of(relative.split("/", -1));
    boolean valid =
        !relative.isEmpty()
            && relative.length() <= LENGTH_MAX
            && relative.indexOf('\0') < 0
            && relative.indexOf('\\') < 0
            && relative.chars().noneMatch(Character::isISOControl)
            && parts.stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!valid) {
      throw new ArtifactException(
          "'%s' is refused: expected a relative path below the folder, without '..'"
              .formatted(path));
    }
    return relative;
  }
}
