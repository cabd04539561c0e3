package org.arkwright.server.retention;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a server's own messages from filling the disk: what is too long becomes {@code
 * server.log.1}, in the place of what that was, and the file begins anew. The server's error stream
 * appends to the file, so it goes on at its new end; a line of the very moment may be lost. Blocks.
 *
 * @param bytesMax the longest file
 */
record ServerLogSweep(Path file, long bytesMax) {
  /** Sweeps once; returns whether the file was too long. */
  boolean sweep() throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) <= bytesMax) {
      return false;
    }
    Path before = file.resolveSibling(file.getFileName() + ".1");
    Files.copy(file, before, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    return true;
  }
}
