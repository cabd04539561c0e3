package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.arkwright.artifact.ArtifactException;
import org.arkwright.artifact.PathText;

/** Unpacks tar archives: ustar, pax and GNU, with sparse files. */
final class TarReader {
  private TarReader() {}

  static void read(InputStream in, Unpacking unpacking) throws IOException {
    TarArchiveInputStream tar =
        new TarArchiveInputStream(unpacking.stoppable(in), StandardCharsets.UTF_8.name());
    boolean any = false;
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      any = true;
      unpacking.check();
      add(tar, entry, unpacking);
    }
    if (!any && in.read() >= 0) {
      // An archive without files ends with zeros, all of which have been read.
      throw new ArtifactException("the file is not a tar archive, or is damaged");
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
    boolean special =
        entry.isLink()
            || entry.isSymbolicLink()
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
}
