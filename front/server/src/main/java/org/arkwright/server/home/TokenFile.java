package org.arkwright.server.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A bearer token in a file that its owner alone may read. */
public final class TokenFile {
  private static final int TOKEN_BYTES = 32;

  private TokenFile() {}

  /** The token in the file; a new random one where there is none. */
  public static String readOrCreate(Path file) {
    try {
      if (Files.exists(file)) {
        String token = Files.readString(file).strip();
        if (!token.isEmpty()) {
          return token;
        }
      }
    } catch (IOException e) {
      throw new HomeException("the token %s cannot be read: %s".formatted(file, e), e);
    }
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    OwnerFiles.replace(file, token + "\n");
    return token;
  }
}
