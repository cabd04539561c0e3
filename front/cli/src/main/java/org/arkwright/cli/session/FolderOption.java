package org.arkwright.cli.session;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a folder as a shell would have given it: {@code --home=~/q} and quoted text reach programs
 * unexpanded, and nobody means a folder that is called {@code ~}.
 */
public final class FolderOption implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("it is '', expected a folder such as ~/.arkwright");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "it is '%s', expected a folder such as ~/.arkwright: %s".formatted(text, e.getReason()));
    }
  }

  /** Returns the path with a leading {@code ~} replaced by the user's own folder. */
  static Path expand(Path path, Path userFolder) {
    if (path.startsWith("~")) {
      return path.getNameCount() == 1
          ? userFolder
          : userFolder.resolve(path.subpath(1, path.getNameCount()));
    }
    return path;
  }
}
