package org.arkwright.journal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.arkwright.file.WholeFile;

/**
 * The end of a journal as its writer last noted it, in a file apart from the journal. A journal
 * that lost its tail, was replaced by an older copy, or is another one does not continue it.
 *
 * @param location the journal's location, without secrets; for people
 * @param entries the number of its last entry; 0 for none
 * @param hash the hash of its last batch, in hexadecimal
 */
public record JournalAnchor(String location, long entries, String hash) {
  /**
   * Reads an anchor; empty if none was written.
   *
   * @throws IOException when the file is there and cannot be understood
   */
  public static Optional<JournalAnchor> read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (CharacterCodingException _) {
      throw damaged(file);
    }
    if (lines.size() != 3 || !lines.get(0).matches("[0-9]{1,18}")) {
      throw damaged(file);
    }
    return Optional.of(new JournalAnchor(lines.get(2), Long.parseLong(lines.get(0)), lines.get(1)));
  }

  private static IOException damaged(Path file) {
    return new IOException(
        file + " is damaged; expected three lines: entries, hash and location of the journal");
  }

  /** Replaces the file, which after a power loss has this anchor or an earlier one. */
  public void write(Path file) throws IOException {
    String text = entries + "\n" + hash + "\n" + location + "\n";
    WholeFile.replace(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
