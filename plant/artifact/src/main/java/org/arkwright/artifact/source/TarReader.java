package org.arkwright.artifact.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.BulkStream;
import org.arkwright.artifact.FileSet;

/** Reads tar archives: POSIX ustar with pax headers (IEEE 1003.1, pax), and GNU's long names. */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int HEADER_MAX = 1 << 20;

  private TarReader() {}

  static void read(InputStream in, FileSet files) throws IOException {
    String longName = "";
    while (true) {
      byte[] header = in.readNBytes(BLOCK);
      if (header.length == 0 || isZero(header)) {
        return;
      }
      if (header.length < BLOCK) {
        throw new EOFException("the archive ends within a header");
      }
      long size = number(header, 124, 12);
      String name = longName.isEmpty() ? name(header) : longName;
      longName = "";
      Entry content = new Entry(in, size);
      switch (header[156]) {
        case '0', '\0', '7' -> {
          if (!name.endsWith("/")) {
            files.add(name, content, (number(header, 100, 8) & 0100) != 0);
          }
        }
        case 'x' -> longName = paxPath(text(content, size));
        case 'L' -> longName = text(content, size).replaceAll("\0+$", "");
        case '5', 'g' -> {
          // Folders are created with their files; global headers contain no names.
        }
        default ->
            throw new ArtifactException(
                "'%s' in the archive is a link or a device, and is refused".formatted(name));
      }
      content.skipRest();
      in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }
  }

  private static String name(byte[] header) {
    String name = text(header, 0, 100);
    String prefix = text(header, 257, 5).equals("ustar") ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private static String text(InputStream content, long size) throws IOException {
    if (size > HEADER_MAX) {
      throw new ArtifactException("the archive has a header of %d bytes".formatted(size));
    }
    return new String(content.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Returns the path among records of the form "LENGTH KEY=VALUE\n"; empty if there is none. */
  private static String paxPath(String records) {
    for (String record : records.split("\n", -1)) {
      int space = record.indexOf(' ');
      if (record.startsWith("path=", space + 1)) {
        return record.substring(space + 6);
      }
    }
    return "";
  }

  /** Parses octal digits, or GNU's big-endian binary if the first bit is set. */
  private static long number(byte[] header, int from, int length) throws IOException {
    if ((header[from] & 0x80) != 0) {
      long value = 0;
      for (int i = from + length - 8; i < from + length; i++) {
        value = value << 8 | (header[i] & 0xff);
      }
      return value;
    }
    String digits = text(header, from, length).strip();
    if (!digits.matches("[0-7]*")) {
      throw new ArtifactException("the file is not a tar archive, or is damaged");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static boolean isZero(byte[] block) {
    for (byte octet : block) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The content of one entry, with the size given in its header; reading fails if it is shorter.
   */
  private static final class Entry extends BulkStream {
    private long remaining;

    Entry(InputStream archive, long size) {
      super(archive);
      this.remaining = size;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (remaining == 0) {
        return -1;
      }
      int read = in.read(buffer, offset, (int) Math.min(length, remaining));
      if (read < 0) {
        throw new EOFException("the archive ends within a file");
      }
      remaining -= read;
      return read;
    }

    void skipRest() throws IOException {
      in.skipNBytes(remaining);
      remaining = 0;
    }

    @Override
    public void close() {
      // Leaves the archive open.
    }
  }
}
