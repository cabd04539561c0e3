package org.arkwright.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.cli.terminal.FileProblem;
import org.arkwright.cli.terminal.WrongUseException;

/** A text file whose content goes to a model as a part of the question. */
final class AttachedFile {
  private static final int BYTES_MAX = 1 << 20;
  private static final String FENCE = "```";

  private AttachedFile() {}

  /**
   * Returns the file's content with its name before it, as models have learnt to read it.
   *
   * @throws WrongUseException when there is no such file, or it is not text of at most a mebibyte
   */
  static String read(Path file) {
    if (size(file) > BYTES_MAX) {
      throw new WrongUseException(
          "%s has %d bytes\nexpected: a text of at most %d".formatted(file, size(file), BYTES_MAX));
    }
    String text = FileProblem.readText(file);
    if (text.indexOf('\0') >= 0) {
      throw new WrongUseException(file + " has zero bytes in it\nexpected: a text file");
    }
    StringBuilder fence = new StringBuilder(FENCE);
    while (text.contains(fence)) {
      fence.append('`');
    }
    return "%s:\n%s\n%s\n%s\n".formatted(file.getFileName(), fence, text.stripTrailing(), fence);
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException _) {
      return 0; // Reading it will say why.
    }
  }
}
