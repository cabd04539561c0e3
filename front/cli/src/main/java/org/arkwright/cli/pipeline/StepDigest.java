package org.arkwright.cli.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.cli.terminal.FailureException;

/** Digests, of a step and of the files that it says are its code: other code is other work. */
final class StepDigest {
  private StepDigest() {}

  /**
   * A digest of the names and contents of the files, and of all below the folders.
   *
   * @param folder what the paths are relative to
   * @throws FailureException naming a path where there is nothing
   */
  static String digest(Path folder, List<String> paths) throws IOException {
    MessageDigest all = sha256();
    for (String path : paths) {
      Path place = folder.resolve(path);
      if (!Files.exists(place)) {
        throw new FailureException(
            "there is no code %s\nexpected: a file or folder, from where the pipeline's file is"
                .formatted(place));
      }
      try (Stream<Path> below = Files.walk(place)) {
        for (Path file : below.filter(Files::isRegularFile).sorted().toList()) {
          String line = folder.relativize(file) + "\0" + digest(file) + "\n";
          all.update(line.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return HexFormat.of().formatHex(all.digest());
  }

  /** A digest of a text. */
  static String digest(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String digest(Path file) throws IOException {
    MessageDigest one = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), one)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(one.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
