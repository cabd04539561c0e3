package org.arkwright.cli.session;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
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

  /**
   * Returns a converter of every other path that is given: {@code --script=~/x} reaches programs
   * unexpanded as well.
   */
  public static ITypeConverter<Path> ofPaths(Map<String, String> environment) {
    return text -> {
      try {
        return expand(Path.of(text), userFolder(environment));
      } catch (InvalidPathException e) {
        throw new TypeConversionException(
            "it is '%s', expected a path: %s".formatted(text.replace("\0", "\\0"), e.getReason()));
      }
    };
  }

  /** Returns the user's own folder. */
  static Path userFolder(Map<String, String> environment) {
    String named = environment.getOrDefault("HOME", "");
    return Path.of(named.isBlank() ? System.getProperty("user.home") : named);
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
