package org.arkwright.gateway.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One file of the spool: consecutive records, each as length, CRC-32C and bytes. The file is filled
 * with zeros first and then mapped, so adding a record is a copy in memory that survives the
 * process; {@link #force} makes it survive a crash of the machine. Not thread-safe, except for
 * {@link #force}.
 */
final class SpoolSegment {
  private static final int HEADER = 8;
  private static final int FILL = 1 << 16;

  /** At most the page size of any supported machine. */
  private static final int PAGE = 1 << 12;

  private final Path file;
  private final MappedByteBuffer map;

  private SpoolSegment(Path file, MappedByteBuffer map) {
    this.file = file;
    this.map = map;
  }

  /** Durably creates an empty file, and opens it. */
  static SpoolSegment create(Path file, int size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(FILL);
      for (int written = 0; written < size; ) {
        zeros.clear().limit(Math.min(FILL, size - written));
        written += channel.write(zeros);
      }
      channel.force(true);
      MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      // The first write to a page may wait for the file system: do it here, not during requests.
      for (int at = 0; at < size; at += PAGE) {
        map.put(at, (byte) 0);
      }
      return new SpoolSegment(file, map);
    }
  }

  Path file() {
    return file;
  }

  /** Adds a record; returns whether it fits. */
  boolean add(byte[] record) {
    if (map.remaining() < HEADER + record.length) {
      return false;
    }
    int at = map.position();
    map.position(at + HEADER);
    map.put(record);
    map.putInt(at + 4, crc(record));
    map.putInt(at, record.length);
    return true;
  }

  boolean isEmpty() {
    return map.position() == 0;
  }

  void force() {
    map.force();
  }

  /** Returns the complete records of a file; a torn record at its end is ignored. */
  static List<byte[]> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    List<byte[]> records = new ArrayList<>();
    Optional<byte[]> next = next(bytes);
    while (next.isPresent()) {
      records.add(next.get());
      next = next(bytes);
    }
    return records;
  }

  private static Optional<byte[]> next(ByteBuffer bytes) {
    if (bytes.remaining() < HEADER) {
      return Optional.empty();
    }
    int length = bytes.getInt();
    int crc = bytes.getInt();
    if (length <= 0 || length > bytes.remaining()) {
      return Optional.empty();
    }
    byte[] record = new byte[length];
    bytes.get(record);
    return crc(record) == crc ? Optional.of(record) : Optional.empty();
  }

  private static int crc(byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(record);
    return (int) crc.getValue();
  }
}
