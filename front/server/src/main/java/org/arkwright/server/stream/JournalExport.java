package org.arkwright.server.stream;

import java.io.ByteArrayOutputStream;
import org.arkwright.journal.JournalReader;

/** The whole journal, one JSON object per line. */
public final class JournalExport {
  private static final int PIECE_BYTES = 64 * 1024;

  private JournalExport() {}

  public static Stream.Source of(JournalReader journal) {
    return stream -> {
      ByteArrayOutputStream piece = new ByteArrayOutputStream(2 * PIECE_BYTES);
      journal.replay(
          0,
          (number, event) -> {
            piece.writeBytes(EventStream.numbered(number, event));
            piece.write('\n');
            if (piece.size() >= PIECE_BYTES) {
              write(stream, piece);
            }
          });
      stream.write(piece.toByteArray());
    };
  }

  private static void write(Stream stream, ByteArrayOutputStream piece) {
    try {
      stream.write(piece.toByteArray());
      piece.reset();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ClientGoneException("the server is stopping");
    }
  }
}
