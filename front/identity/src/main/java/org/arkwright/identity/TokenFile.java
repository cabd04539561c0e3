package org.arkwright.identity;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.arkwright.file.WholeFile;
import org.arkwright.model.ShownValue;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;

/** Reads and creates secrets in files that only their owner may read. */
public final class TokenFile {
  private static final int TOKEN_BYTES = 32;
  private static final Pattern ID = Pattern.compile("h-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** What a header can carry. */
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private static final UUID SAMPLE = new UUID(0, 1);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private TokenFile() {}

  /**
   * Returns the file's secret; creates one if there is none yet.
   *
   * @param ifDamaged what to do where the file holds no secret, in a sentence
   */
  public static String readOrCreate(Path file, String ifDamaged) throws StartException {
    try {
      try {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
        // A byte a character, so that bytes that are no text are told from a file that is away.
        String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (!token.isEmpty() && !TOKEN.matcher(token).matches()) {
          throw new StartException(
              ExitCodes.HOME,
              "%s holds what no token can be, expected letters, digits and other visible characters"
                      .formatted(file)
                  + " of ASCII without blanks. "
                  + ifDamaged);
        }
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
        writeId(file, id);
      }
      if (!isId(id)) {
        throw noId(file, "'%s'".formatted(ShownValue.of(id)));
      }
      return id;
    } catch (CharacterCodingException _) {
      throw noId(file, "bytes that are no text");
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot read or create the id in %s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Puts the id in the file, whole or not at all. Blocks for the disk. */
  public static void writeId(Path file, String id) throws IOException {
    WholeFile.replace(file, (id + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether the text can be the id of a home. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  private static StartException noId(Path file, String held) {
    return new StartException(
        ExitCodes.HOME,
        ("%s holds %s, expected the id of a home, such as h-%s. Put its own back; or delete it, and"
                + " the next start says whose the journal is")
            .formatted(file, held, SAMPLE));
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
