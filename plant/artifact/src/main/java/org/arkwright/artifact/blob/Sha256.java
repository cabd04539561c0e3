package org.arkwright.artifact.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.arkwright.model.id.Digest;

/** Computes SHA-256 digests. */
public final class Sha256 {
  static final int BUFFER = 1 << 18;

  private Sha256() {}

  /** Returns the digest of a file's content. */
  public static Digest of(Path file) throws IOException {
    MessageDigest digest = Digest.sha256();
    // A small file needs no large one; one more byte than it has sees its end at once.
    byte[] buffer = new byte[Math.clamp(Files.size(file) + 1, 1, BUFFER)];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return Digest.of(digest.digest());
  }

  /** Returns the digest of a text in UTF-8. */
  public static Digest of(String text) {
    return Digest.of(Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
