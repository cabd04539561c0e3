package org.arkwright.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

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
      lines = List.of();
    }
    if (lines.size() != 3 || !lines.get(0).matches("\\d{1,18}")) {
      throw new IOException(
          file + " is damaged; expected three lines: entries, hash and location of the journal");
    }
    return Optional.of(new JournalAnchor(lines.get(2), Long.parseLong(lines.get(0)), lines.get(1)));
  }

  /** Replaces the file, which after a power loss has this anchor or an earlier one. */
  public void write(Path file) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    String text = entries + "\n" + hash + "\n" + location + "\n";
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
