package org.arkwright.artifact.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import org.arkwright.model.id.Digest;

/**
 * A blob that arrives in pieces, from its beginning on. What has arrived stays when it is closed,
 * also by the end of the process, and a later one of the same owner and digest goes on from there;
 * a day after the last piece a collection removes it. It becomes a blob only by {@link #finish},
 * and only if it is what its digest says.
 *
 * <p>One is open for an owner and a digest at a time: opening it again displaces the one before,
 * whose sender is gone. Thread-safe.
 */
public final class PartialBlob implements AutoCloseable {
  private final BlobStore blobs;
  private final Path file;
  private final Digest expected;
  private final long size;
  private final FileChannel channel;
  private final MessageDigest digest = Digest.sha256();
  private long offset;
  private boolean displaced;

  private PartialBlob(BlobStore blobs, Path file, Digest expected, long size, FileChannel channel) {
    this.blobs = blobs;
    this.file = file;
    this.expected = expected;
    this.size = size;
    this.channel = channel;
  }

  /**
   * Opens what has arrived, which is read once to go on with its digest.
   *
   * @param owner a name for who sends it, of letters, digits, dots and dashes
   */
  public static PartialBlob open(BlobStore blobs, String owner, Digest expected, long size)
      throws IOException {
    Path file = file(blobs, owner, expected);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    PartialBlob partial = new PartialBlob(blobs, file, expected, size, channel);
    blobs.arriving(file, partial).ifPresent(PartialBlob::displace);
    try {
      partial.readBack();
      return partial;
    } catch (IOException | RuntimeException e) {
      partial.close();
      throw e;
    }
  }

  /** Returns how much of a blob has arrived, in bytes. */
  public static long arrived(BlobStore blobs, String owner, Digest expected) throws IOException {
    try {
      return Files.size(file(blobs, owner, expected));
    } catch (NoSuchFileException _) {
      return 0;
    }
  }

  private static Path file(BlobStore blobs, String owner, Digest digest) {
    return blobs.temporary().resolve("part-" + owner + "-" + digest.hex());
  }

  private synchronized void readBack() throws IOException {
    if (channel.size() > size) {
      channel.truncate(0);
    }
    ByteBuffer buffer = ByteBuffer.allocate(Sha256.BUFFER);
    while (channel.read(buffer.clear(), offset) > 0) {
      digest.update(buffer.flip());
      offset += buffer.limit();
    }
  }

  /** How much has arrived, in bytes: where the next piece begins. */
  public synchronized long offset() {
    return offset;
  }

  /** Whether all of it has arrived. */
  public synchronized boolean isComplete() {
    return offset == size;
  }

  /**
   * Adds the next piece.
   *
   * @throws ArtifactException when it is more than the blob has
   * @throws StoreFullException when the disk has no room for it
   */
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    if (displaced) {
      throw new ArtifactException("%s is sent anew by somebody else".formatted(expected));
    }
    if (length > size - offset) {
      throw new ArtifactException(
          "more than the %d bytes of %s were sent".formatted(size, expected));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
    try {
      while (buffer.hasRemaining()) {
        offset += channel.write(buffer, offset);
      }
    } catch (IOException e) {
      // What was written of it is not in the digest, and is written again.
      offset -= buffer.position() - from;
      channel.truncate(offset);
      throw DiskFull.explained(e);
    }
    digest.update(bytes, from, length);
    blobs.reserve(length);
  }

  /**
   * Makes it a blob, which is durable when this returns. One that is not what its digest says is
   * removed, so that it is sent again from its beginning.
   *
   * @throws ArtifactException when it is incomplete, or not what its digest says
   */
  public synchronized void finish() throws IOException {
    if (displaced || offset != size) {
      throw new ArtifactException(
          "%d of the %d bytes of %s have arrived".formatted(offset, size, expected));
    }
    Digest found = Digest.of(digest.digest());
    displaced = true; // Nothing follows.
    if (!found.equals(expected)) {
      Files.deleteIfExists(file);
      throw new ArtifactException(
          "what arrived is not %s but %s: it was damaged on its way, or where it came from"
              .formatted(expected, found));
    }
    blobs.publish(List.of(blobs.stagedAs(file, new BlobStore.Blob(expected, size))));
  }

  private synchronized void displace() {
    displaced = true;
    close();
  }

  @Override
  public synchronized void close() {
    blobs.arrived(file, this);
    try {
      channel.close();
    } catch (IOException _) {
      // What matters is read again before it is used.
    }
  }
}
