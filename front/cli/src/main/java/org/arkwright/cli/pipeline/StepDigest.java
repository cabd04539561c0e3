package org.arkwright.cli.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.id.Digest;

/** SHA-256 digests of a step and of its code, by which changed steps are recognized. */
final class StepDigest {
  private StepDigest() {}

  /**
   * Returns a digest of the names and contents of the files, and of all files below the folders.
   *
   * @param folder the folder to which the paths are relative
   * @throws WrongUseException if a path does not exist
   */
  static String digest(Path folder, List<String> code) throws IOException {
    MessageDigest all = Digest.sha256();
    for (String path : code) {
      Path root = folder.resolve(path);
      if (!Files.exists(root)) {
        throw new WrongUseException(
            "there is no code %s\nexpected: a file or folder, relative to the pipeline's file"
                .formatted(root));
      }
      try (Stream<Path> paths = Files.walk(root)) {
        for (Path file : paths.filter(Files::isRegularFile).sorted().toList()) {
          String line = folder.relativize(file) + "\0" + digest(file) + "\n";
          all.update(line.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return HexFormat.of().formatHex(all.digest());
  }

  /** Returns a digest of a text. */
  static String digest(String text) {
    return HexFormat.of().formatHex(Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String digest(Path file) throws IOException {
    MessageDigest one = Digest.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), one)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(one.digest());
  }
}
