package org.arkwright.gateway.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.arkwright.model.id.ProjectName;

/** What the gateway's spool reads. */
public final class SpoolSeam {
  private SpoolSeam() {}

  /** A record as the gateway writes it. */
  public static byte[] record() {
    return SpooledRequestForm.bytes(
        new FinishedRequest(
            ProjectName.DEFAULT,
            "chat-1",
            "chat",
            "backend-1",
            new TokenCount(12, 34),
            TokenBasis.COUNTED,
            200,
            1_764_000_000_000_000_000L,
            1_234_567_890));
  }

  /** A file with one record. */
  public static byte[] segment(byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(record);
    return ByteBuffer.allocate(record.length + 64)
        .putInt(record.length)
        .putInt((int) crc.getValue())
        .put(record)
        .array();
  }

  /** Whether the file has records, each of which can be booked. */
  public static boolean isBookable(Path segment) throws IOException {
    List<byte[]> records = SpoolSegment.read(segment);
    try {
      for (byte[] record : records) {
        SpooledRequestForm.read(record);
      }
    } catch (IllegalArgumentException _) {
      return false;
    }
    return !records.isEmpty();
  }
}
