package org.arkwright.server.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder under which a control plane keeps everything, and the names in it. */
public record HomeFolder(Path path) {
  /**
   * Makes the folder where it is missing and tries it: owner only, writable, with room.
   *
   * @throws HomeException when the folder cannot be used; says why and what to do
   */
  public static HomeFolder open(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(
          absolute,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path probe = Files.createTempFile(absolute, ".probe", null);
      try {
        Files.write(probe, "room for a few bytes".getBytes(StandardCharsets.UTF_8));
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      throw new HomeException(
          "the home folder %s cannot be written: %s. Expected a folder of this user on a file system"
                  .formatted(absolute, e)
              + " with room; choose another with --home or ARKWRIGHT_HOME.",
          e);
    }
    return new HomeFolder(absolute);
  }

  /** Where the SQLite journal lies, unless another journal is named. */
  public Path journal() {
    return path.resolve("journal.db");
  }

  public Path projections() {
    return path.resolve("projections.db");
  }

  public Path logs() {
    return path.resolve("logs");
  }

  /** Where ranks without a working directory get a fresh one. */
  public Path work() {
    return path.resolve("work");
  }

  public Path worker() {
    return path.resolve("worker");
  }

  public Path workerToken() {
    return path.resolve("worker.token");
  }

  public Path adminToken() {
    return path.resolve("admin.token");
  }

  /** The note that tells clients and the worker where the server is. */
  public Path notice() {
    return path.resolve("server.json");
  }

  Path lock() {
    return path.resolve("lock");
  }
}
