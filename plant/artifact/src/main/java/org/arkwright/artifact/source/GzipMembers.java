package org.arkwright.artifact.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BulkStream;

/**
 * The content of all members of a gzip file. The JDK's stream takes whatever does not begin like a
 * member for the end, and with it a second half that is damaged; here only zeros may follow, which
 * tapes and disk images add.
 */
final class GzipMembers extends BulkStream {
  private static final int BEGIN = 0x1f;

  private final InputStream packed;
  private InputStream member;

  private GzipMembers(InputStream packed, InputStream first) {
    super(packed);
    this.packed = packed;
    this.member = first;
  }

  /**
   * @param in is read ahead; what follows the last member is an error
   */
  static InputStream of(InputStream in) throws IOException {
    // With mark: a member's stream goes back to the end of the member.
    InputStream packed = in.markSupported() ? in : new BufferedInputStream(in, 1 << 16);
    return new GzipMembers(packed, next(packed));
  }

  private static InputStream next(InputStream packed) throws IOException {
    return GzipCompressorInputStream.builder()
        .setInputStream(packed)
        .setDecompressConcatenated(false)
        .get();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = member.read(buffer, offset, length);
    while (read < 0 && length > 0 && more()) {
      member = next(packed);
      read = member.read(buffer, offset, length);
    }
    return read;
  }

  /** Whether another member follows. */
  private boolean more() throws IOException {
    packed.mark(1);
    int first = packed.read();
    if (first == BEGIN) {
      packed.reset();
      return true;
    }
    for (int each = first; each >= 0; each = packed.read()) {
      if (each != 0) {
        throw new ArtifactException("the file holds something else after its compressed content");
      }
    }
    return false;
  }
}
