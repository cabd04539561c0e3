package org.arkwright.artifact.source;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BulkStream;
import org.arkwright.artifact.blob.PathText;
import org.tukaani.xz.LZMAInputStream;

/** Unpacks zip archives, of any size and by the methods that are in use. */
final class ZipReader {
  private static final int TYPE_MASK = 0170000;
  private static final int REGULAR = 0100000;
  private static final int FOLDER = 0040000;
  private static final int OWNER_EXECUTES = 0100;

  /** What the library needs for a byte of the directory, all of which it reads first; measured. */
  private static final int DIRECTORY_MEMORY = 8;

  /** The code page of the first zips; that of names which are not marked as UTF-8. */
  private static final Charset FIRST_CHARSET = Charset.forName("IBM437");

  private static final int LZMA_END_MARKER = 2;
  private static final int LZMA_HEADER = 9;
  private static final int LZMA_MEMORY_KIB = 256 << 10;

  private ZipReader() {}

  static void read(Path file, Unpacking unpacking) throws IOException {
    unpacking.reserve(ZipDirectory.bytes(file) * DIRECTORY_MEMORY);
    try (ZipFile zip = ZipFile.builder().setPath(file).setCharset(FIRST_CHARSET).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        unpacking.check();
        if (!entry.isDirectory()) {
          add(zip, entry, unpacking);
        }
      }
    }
  }

  private static void add(ZipFile zip, ZipArchiveEntry entry, Unpacking unpacking)
      throws IOException {
    String name = name(entry);
    // Whatever the system says that made it: many a tool fills in a mode and calls itself DOS.
    int mode = (int) (entry.getExternalAttributes() >>> 16);
    int type = mode & TYPE_MASK;
    if (type == FOLDER) {
      return;
    }
    if (type != 0 && type != REGULAR) {
      throw new ArtifactException(
          "'%s' in the archive is a link or a device, and is refused. Pack the folder without -y,"
                  .formatted(PathText.of(name))
              + " so that what links point to is stored.");
    }
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw new ArtifactException(
          "'%s' in the archive is encrypted, and is refused: unpack it first"
              .formatted(PathText.of(name)));
    }
    try (InputStream content = new Checked(content(zip, entry, name), entry)) {
      unpacking.add(name, content, (mode & OWNER_EXECUTES) != 0);
    }
  }

  private static InputStream content(ZipFile zip, ZipArchiveEntry entry, String name)
      throws IOException {
    if (entry.getMethod() == ZipMethod.LZMA.getCode()) {
      boolean endIsMarked = (entry.getRawFlag() & LZMA_END_MARKER) != 0;
      return lzma(zip.getRawInputStream(entry), endIsMarked ? -1 : entry.getSize());
    }
    if (!zip.canReadEntryData(entry)) {
      ZipMethod method = ZipMethod.getMethodByCode(entry.getMethod());
      throw new ArtifactException(
          "'%s' in the archive is packed by the method %s, which is not read: pack it again"
              .formatted(PathText.of(name), method == null ? entry.getMethod() + "" : method));
    }
    return zip.getInputStream(entry);
  }

  /** APPNOTE.TXT 5.8.8: version, length of the properties, the properties; then the stream. */
  private static InputStream lzma(InputStream raw, long size) throws IOException {
    byte[] header = raw.readNBytes(LZMA_HEADER);
    if (header.length < LZMA_HEADER) {
      throw new EOFException("the archive ends within a file");
    }
    int dictionary =
        ByteBuffer.wrap(header, 5, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt();
    int needed = LZMAInputStream.getMemoryUsage(dictionary, header[4]);
    if (needed > LZMA_MEMORY_KIB) {
      throw new ArtifactException("the archive needs %d KiB to unpack".formatted(needed));
    }
    return new LZMAInputStream(raw, size, header[4], dictionary);
  }

  /** Names that are not marked as UTF-8 may still be: Linux tools of old wrote what they found. */
  private static String name(ZipArchiveEntry entry) {
    if (entry.getNameSource() == ZipArchiveEntry.NameSource.NAME && entry.getRawName() != null) {
      try {
        String utf8 =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(entry.getRawName()))
                .toString();
        // As the library does: DOS and Windows separate by backslashes.
        return entry.getPlatform() == ZipArchiveEntry.PLATFORM_FAT && utf8.indexOf('/') < 0
            ? utf8.replace('\\', '/')
            : utf8;
      } catch (CharacterCodingException _) {
        return entry.getName();
      }
    }
    return entry.getName();
  }

  /** Compares the content with the size and the checksum in the archive's directory. */
  private static final class Checked extends BulkStream {
    private final CRC32 crc = new CRC32();
    private final ZipArchiveEntry entry;
    private long size;

    Checked(InputStream in, ZipArchiveEntry entry) {
      super(in == null ? new ByteArrayInputStream(new byte[0]) : in);
      this.entry = entry;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      if (read > 0) {
        crc.update(buffer, offset, read);
        size += read;
      } else if (read < 0 && (crc.getValue() != entry.getCrc() || size != entry.getSize())) {
        throw new ArtifactException(
            "'%s' in the archive is damaged: its checksum or size is wrong"
                .formatted(PathText.of(entry.getName())));
      }
      return read;
    }
  }
}
