package org.arkwright.artifact.blob;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.arkwright.model.id.Digest;

/** A stream that fails at its end if the content does not match the digest. */
final class VerifyingStream extends BulkStream {
  private final MessageDigest digest = Digest.sha256();
  private final Digest expected;
  private boolean verified;

  VerifyingStream(InputStream in, Digest expected) {
    super(in);
    this.expected = expected;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      digest.update(buffer, offset, read);
    } else if (read < 0 && !verified) {
      Digest found = Digest.of(digest.digest());
      if (!found.equals(expected)) {
        throw damaged(expected, found);
      }
      verified = true;
    }
    return read;
  }

  static ArtifactException damaged(Digest expected, Digest found) {
    return new ArtifactException(
        "a stored file is damaged: its digest is %s, expected %s. Import it again."
            .formatted(found, expected));
  }
}
