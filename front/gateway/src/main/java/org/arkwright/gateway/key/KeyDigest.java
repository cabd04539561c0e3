package org.arkwright.gateway.key;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.arkwright.model.id.Digest;

/**
 * The SHA-256 of a key. Keys are long and random, so they cannot be guessed and their digest needs
 * neither salt nor a slow function.
 */
public final class KeyDigest {
  private KeyDigest() {}

  /** Returns the digest in lower-case hexadecimal. */
  public static String of(String key) {
    return HexFormat.of().formatHex(Digest.sha256().digest(key.getBytes(StandardCharsets.UTF_8)));
  }
}
