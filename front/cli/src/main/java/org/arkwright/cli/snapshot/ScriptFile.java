package org.arkwright.cli.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.job.ScriptLanguage;

/** Reads the file of {@code --script}, and says what is wrong with it. */
public final class ScriptFile {
  private ScriptFile() {}

  /**
   * Returns the script's text, without a byte order mark: before {@code #!} it would hide the
   * interpreter.
   *
   * @param given the path as it was typed, for messages
   */
  public static String read(Path file, Path given) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw new WrongUseException("--script is '%s': no such file".formatted(given));
    } catch (IOException unreadable) {
      throw new WrongUseException(
          Files.isDirectory(file)
              ? "--script is '%s', a folder; expected a file".formatted(given)
              : "--script is '%s', which cannot be read: %s"
                  .formatted(given, unreadable.getMessage()));
    }
    String text = decode(bytes, given);
    if (text.isBlank()) {
      throw new WrongUseException(
          "--script is '%s', which is empty; expected a script".formatted(given));
    }
    if (text.indexOf('\0') >= 0) {
      throw new WrongUseException(
          "--script is '%s', which is no text: it holds the byte 0\nRun a program after --: -- ./%s"
              .formatted(given, given.getFileName()));
    }
    Optional<String> interpreter = ScriptLanguage.interpreter(given.toString());
    if (!text.startsWith("#!") && interpreter.isPresent()) {
      throw new WrongUseException(
          "--script is '%s', which has no first line that names its interpreter: sh would run it\n"
                  .formatted(given)
              + "Begin it with #!/usr/bin/env %s, or give the command: -- %s %s"
                  .formatted(interpreter.get(), interpreter.get(), given));
    }
    return text;
  }

  /**
   * Returns the command that runs a script of a folder, which travels with it: its interpreter, the
   * path below the folder, and arguments.
   *
   * @param given the path as it was typed, relative to the folder
   */
  public static List<String> command(Path folder, Path given, List<String> arguments) {
    Path file = folder.resolve(given).normalize();
    String text = read(file, given);
    if (!file.startsWith(folder.normalize())) {
      throw new WrongUseException(
          "--script is '%s', which is not in this folder, and only this folder travels along\n"
                  .formatted(given)
              + "Copy it here, or go to its folder.");
    }
    List<String> command = new ArrayList<>();
    if (text.startsWith("#!")) {
      String line = text.lines().findFirst().orElse("").substring(2).strip();
      command.addAll(List.of(line.split("\\s+", 2)));
    } else {
      command.add("/bin/sh");
    }
    command.add(folder.normalize().relativize(file).toString());
    command.addAll(arguments);
    return command;
  }

  private static String decode(byte[] bytes, Path given) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException _) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) {
        line += bytes[i] == '\n' ? 1 : 0;
      }
      throw new WrongUseException(
          "--script is '%s', which is not UTF-8 text: byte 0x%02X in line %d\nSave it as UTF-8."
              .formatted(given, bytes[Math.min(in.position(), bytes.length - 1)] & 0xff, line));
    }
  }
}
