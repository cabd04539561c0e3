package org.arkwright.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.id.Digest;

/**
 * A new or empty folder that files of the server are written into: each appears whole, or not at
 * all.
 */
public record DownloadFolder(Path folder) {
  /**
   * A file as the server describes it.
   *
   * @param path relative to the folder, with slashes
   * @param size in bytes
   * @param sha256 in hexadecimal digits; empty where the server does not say
   */
  public record RemoteFile(String path, long size, String sha256, boolean executable) {}

  /** Opens a file of the server. */
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }

  /** Creates the folder, or finds it empty. */
  public void prepare() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException _) {
      throw new WrongUseException(folder + " is a file\nexpected: a new or empty folder");
    }
    try (Stream<Path> existing = Files.list(folder)) {
      if (existing.findAny().isPresent()) {
        throw new WrongUseException(folder + " is not empty\nexpected: a new or empty folder");
      }
    }
  }

  /** Writes a file under its path. */
  public void write(RemoteFile file, Content content) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    Path target = root.resolve(file.path).normalize();
    if (!target.startsWith(root) || target.equals(root)) {
      throw new FailureException("the server named a file outside the folder: " + file.path);
    }
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.createDirectories(part.getParent());
    boolean complete = false;
    try {
      download(file, content, part);
      if (file.executable) {
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      complete = true;
    } finally {
      if (!complete) {
        Files.deleteIfExists(part);
      }
    }
  }

  /** What arrives is compared with the digest: a connection or a store may have damaged it. */
  private static void download(RemoteFile file, Content content, Path part) throws IOException {
    MessageDigest digest = Digest.sha256();
    try (InputStream in = new DigestInputStream(content.open(), digest)) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (Files.size(part) != file.size || !(file.sha256.isEmpty() || found.equals(file.sha256))) {
      throw new FailureException(file.path + " arrived incomplete or changed: ask for it again");
    }
  }
}
