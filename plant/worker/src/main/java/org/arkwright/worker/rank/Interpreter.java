package org.arkwright.worker.rank;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The interpreter that a program's first line names, as the kernel reads it (execve(2)): from that
 * line alone, and not at all where the line is longer than the kernel looks. Whoever finds another
 * one than the kernel does gives a job a file that it has not named.
 */
public final class Interpreter {
  /** How much of a first line the kernel reads. */
  private static final int LINE_MAX = 256;

  private Interpreter() {}

  /** Returns the absolute path that the line names; empty for none, and for what is no file. */
  public static Optional<Path> of(Path program) {
    // A pipe would be read for ever.
    if (!Files.isRegularFile(program)) {
      return Optional.empty();
    }
    byte[] start = new byte[LINE_MAX];
    int length;
    try (InputStream in = Files.newInputStream(program)) {
      length = in.readNBytes(start, 0, LINE_MAX);
    } catch (IOException _) {
      return Optional.empty();
    }
    String text = new String(start, 0, length, StandardCharsets.UTF_8);
    if (!text.matches("(?s)#![ \\t]*/[^ \\t\\n\\x00]+[ \\t\\n].*")) {
      return Optional.empty();
    }
    String named = text.substring(2).replaceFirst("^[ \\t]+", "").split("[ \\t\\n]", 2)[0];
    try {
      return Optional.of(Path.of(named));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
