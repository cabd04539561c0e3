package org.arkwright.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes a journal's entries as JSON lines {@code {"number":…,"batch":"HASH","entry":…}}. Entries
 * must be JSON text themselves; they are copied as they are.
 */
public final class JournalExport {
  private JournalExport() {}

  /**
   * Exports the entries above {@code after} of the journal at that location, whether or not a
   * server is writing it. The stream is flushed, not closed.
   *
   * @return how many entries were written
   * @throws JournalException when there is no journal, or it cannot be read
   * @throws UncheckedIOException when the stream fails
   */
  public static long write(String location, long after, OutputStream lines) {
    long[] written = {0};
    try (SqlReader reader = Journals.reader(location)) {
      reader.scan(
          after,
          Long.MAX_VALUE,
          batch -> {
            String hash = HexFormat.of().formatHex(batch.hash());
            batch.forEach(
                after,
                (number, entry) -> {
                  line(lines, number, hash, entry);
                  written[0]++;
                });
            return true;
          });
      lines.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return written[0];
  }

  private static void line(OutputStream lines, long number, String hash, byte[] entry) {
    try {
      String opening = "{\"number\":%d,\"batch\":\"%s\",\"entry\":".formatted(number, hash);
      lines.write(opening.getBytes(StandardCharsets.US_ASCII));
      lines.write(entry);
      lines.write('}');
      lines.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
