package org.arkwright.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;

/** Reads and creates secrets in files that only their owner may read. */
public final class TokenFile {
  private static final int TOKEN_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private TokenFile() {}

  /** Returns the file's secret; creates one if there is none yet. */
  public static String readOrCreate(Path file) throws StartException {
    try {
      try {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
        String token = Files.readString(file).strip();
        if (!token.isEmpty()) {
          return token;
        }
        Files.delete(file);
      } catch (NoSuchFileException _) {
        // The first start creates the file.
      }
      return create(file);
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME,
          "cannot read or create the token in %s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Returns the file's id, which is not secret; creates one if there is none yet. */
  public static String readOrCreateId(Path file) throws StartException {
    try {
      String id = Files.exists(file) ? Files.readString(file).strip() : "";
      if (id.isEmpty()) { // Also where a disk was full when it was made.
        id = "h-" + UUID.randomUUID();
        Files.writeString(file, id + "\n");
      }
      return id;
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot read or create the id in %s: %s".formatted(file, e.getMessage()));
    }
  }

  private static String create(Path file) throws IOException {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(file, token + "\n");
    return token;
  }
}
