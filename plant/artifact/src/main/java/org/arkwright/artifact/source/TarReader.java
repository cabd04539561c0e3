package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BulkStream;
import org.arkwright.artifact.blob.PathText;

/** Unpacks tar archives: ustar, pax and GNU, with sparse files and files of several names. */
final class TarReader {
  private static final int RECORD = 512;

  private TarReader() {}

  static void read(InputStream in, Unpacking unpacking) throws IOException {
    Tail tail = new Tail(unpacking.stoppable(in));
    Marked tar = new Marked(tail);
    boolean any = false;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      any = true;
      unpacking.check();
      if (!tail.contains(entry.getName())) {
        throw new ArtifactException(
            "the name '%s' in the archive is refused: it is not UTF-8. Rename the file, and pack it"
                    .formatted(PathText.of(entry.getName()))
                + " again.");
      }
      add(tar, entry, unpacking);
    }
    if (!any && !tar.ended) {
      throw new ArtifactException("the file is not a tar archive, or is damaged");
    }
    requireEnd(tar, tail);
  }

  /**
   * Reads what follows the last file. A compressor says only at its very end whether all before was
   * right; and whatever else comes would be lost without a word.
   */
  private static void requireEnd(Marked tar, InputStream rest) throws IOException {
    if (!tar.ended) {
      throw new ArtifactException("the archive is cut off: it has no end mark. Fetch it again.");
    }
    byte[] piece = new byte[1 << 16];
    for (int read = rest.read(piece); read >= 0; read = rest.read(piece)) {
      for (int i = 0; i < read; i++) {
        if (piece[i] != 0) {
          throw new ArtifactException(
              "the archive has more after its end mark, as where several were joined: unpack it"
                  + " with tar -i, and pack it as one");
        }
      }
    }
  }

  /** An archive that knows whether its end mark came, a record of zeros. */
  private static final class Marked extends TarArchiveInputStream {
    private boolean ended;

    Marked(InputStream in) {
      // Blocks of one record, so that nothing after the end is skipped unseen.
      super(in, RECORD, RECORD, StandardCharsets.UTF_8.name());
    }

    @Override
    protected boolean isEOFRecord(byte[] record) {
      boolean end = super.isEOFRecord(record);
      ended |= end && record != null;
      return end;
    }
  }

  private static void add(TarArchiveInputStream tar, TarArchiveEntry entry, Unpacking unpacking)
      throws IOException {
    String name = entry.getName();
    if (!entry.isCheckSumOK()) {
      throw new ArtifactException("the file is not a tar archive, or is damaged");
    }
    if (entry.isDirectory() || entry.isGlobalPaxHeader()) {
      return;
    }
    if (entry.isLink()) {
      unpacking.again(name, entry.getLinkName());
      return;
    }
    boolean special =
        entry.isSymbolicLink()
            || entry.isFIFO()
            || entry.isBlockDevice()
            || entry.isCharacterDevice();
    if (special || !entry.isFile()) {
      throw new ArtifactException(
          "'%s' in the archive is a link or a device, and is refused. Pack the folder with tar -h,"
                  .formatted(PathText.of(name))
              + " which stores what links point to.");
    }
    if (!tar.canReadEntryData(entry)) {
      throw new ArtifactException(
          "'%s' in the archive is stored in a form that is not read, and is refused: pack it"
                  .formatted(PathText.of(name))
              + " without --sparse");
    }
    unpacking.add(name, tar, (entry.getMode() & 0100) != 0);
  }

  /**
   * The last bytes that were read of the archive. The library puts a question mark for what is not
   * UTF-8, which only these tell from one that is meant.
   */
  private static final class Tail extends BulkStream {
    private final byte[] last = new byte[1 << 13];
    private int length;

    Tail(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
      int read = in.read(buffer, offset, wanted);
      if (read > 0) {
        int taken = Math.min(read, last.length);
        int kept = Math.min(length, last.length - taken);
        System.arraycopy(last, length - kept, last, 0, kept);
        System.arraycopy(buffer, offset + read - taken, last, kept, taken);
        length = kept + taken;
      }
      return read;
    }

    /** Whether each part of the name that has a question mark stands in the archive like that. */
    boolean contains(String name) {
      if (name.indexOf('?') < 0) {
        return true;
      }
      String text = new String(last, 0, length, StandardCharsets.ISO_8859_1);
      for (String part : name.split("/", -1)) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        if (part.indexOf('?') >= 0
            && !text.contains(new String(bytes, StandardCharsets.ISO_8859_1))) {
          return false;
        }
      }
      return true;
    }
  }
}
