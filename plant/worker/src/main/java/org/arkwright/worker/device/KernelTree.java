package org.arkwright.worker.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel's file trees ({@code sys}, {@code proc}, {@code dev}) below a root folder. A missing
 * file gives an empty result; an unreadable one gives an empty result and a warning.
 */
final class KernelTree {
  private static final int TEXT_BYTES_MAX = 64 << 10;

  private final Path root;
  private final List<String> warnings = new ArrayList<>();

  KernelTree(Path root) {
    this.root = root;
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void warn(String sentence) {
    warnings.add(sentence);
  }

  boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  /** Returns the file's text without surrounding blanks; bytes that are not UTF-8 are replaced. */
  Optional<String> text(String path) {
    try (var input = Files.newInputStream(root.resolve(path))) {
      byte[] bytes = input.readNBytes(TEXT_BYTES_MAX);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      warn("cannot read /" + path + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Returns a non-negative number, decimal or 0x…; anything else gives empty and a warning. */
  OptionalLong number(String path) {
    Optional<String> text = text(path);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.decode(text.get());
      if (value >= 0) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException _) {
      // warned about below
    }
    warn("/" + path + " does not contain a number");
    return OptionalLong.empty();
  }

  /** Returns the names in a folder that match a regular expression, ordered by their numbers. */
  List<String> names(String folder, String pattern) {
    List<String> names = new ArrayList<>();
    Path path = root.resolve(folder);
    if (!Files.isDirectory(path)) {
      return names;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      warn("cannot list /" + folder + ": " + e.getMessage());
    }
    names.removeIf(name -> !name.matches(pattern));
    names.sort(
        Comparator.comparingInt(KernelTree::firstNumber).thenComparing(Comparator.naturalOrder()));
    return names;
  }

  /** Returns the file name of a symbolic link's target. */
  Optional<String> linkTarget(String path) {
    try {
      return Optional.ofNullable(Files.readSymbolicLink(root.resolve(path)).getFileName())
          .map(Path::toString);
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }

  private static int firstNumber(String name) {
    String digits = name.replaceFirst("^\\D*(\\d{1,9}).*$", "$1");
    return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : 0;
  }
}
