package org.arkwright.server.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;

/** The folder that contains everything a server stores, readable only by its owner. */
public record HomeFolder(Path folder) {
  private static final int PROBE_BYTES = 64 * 1024;

  /**
   * Creates the folder if it is missing, and checks that it can be written.
   *
   * @throws StartException naming the folder, the cause and what to do
   */
  public static HomeFolder prepare(Path folder) throws StartException {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      HomeFolder home = new HomeFolder(folder);
      home.probe();
      Files.createDirectories(home.logs());
      Files.createDirectories(home.work());
      Files.createDirectories(home.worker());
      return home;
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME,
          ("%s cannot be written: %s. Free space, change its permissions,"
                  + " or name another folder with --home.")
              .formatted(folder, cause(e)));
    }
  }

  /** Writes a file: on a full disk files can be created, but not filled. */
  private void probe() throws IOException {
    Path probe = folder.resolve(".probe");
    try (FileChannel channel =
        FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(PROBE_BYTES);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      channel.force(true);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /** Says in words why a file or folder of the home cannot be used. */
  public static String cause(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "it is not a folder";
      case NoSuchFileException _ -> "it does not exist";
      case FileSystemException problem when problem.getReason() != null -> problem.getReason();
      case IOException other -> String.valueOf(other.getMessage());
    };
  }

  /** Says in words which file could not be used and why; by itself it may only name the file. */
  public static String problem(IOException e) {
    return e instanceof FileSystemException of && of.getFile() != null
        ? "cannot use %s: %s".formatted(of.getFile(), cause(e))
        : cause(e);
  }

  Path lock() {
    return folder.resolve("lock");
  }

  /** The file with the home's id in the journal. */
  Path identity() {
    return folder.resolve("home.id");
  }

  /** The file with the folder that the home is bound to. */
  Path place() {
    return folder.resolve("home.place");
  }

  /** The file with the journal's last known end, kept apart from the journal. */
  public Path anchor() {
    return folder.resolve("journal.anchor");
  }

  /** The file with the names of principals, which the journal does not contain. */
  public Path principals() {
    return folder.resolve("principals.json");
  }

  /** Where the twin runs for the server; nothing in it outlives the server. */
  public Path whatIfs() {
    return folder.resolve("what-ifs");
  }

  public Path notice() {
    return folder.resolve("server.json");
  }

  Path administratorToken() {
    return folder.resolve("admin.token");
  }

  /** The key of the tokens of workers and attempts. */
  Path tokenKey() {
    return folder.resolve("token.key");
  }

  /** The one token of all workers that earlier versions had. */
  public Path oldWorkerToken() {
    return folder.resolve("worker.token");
  }

  /** What is left of that token, for attempts that began with it. */
  public Path retiredWorkerToken() {
    return folder.resolve("worker.token.retired");
  }

  /** The key with which secrets of jobs are sealed. */
  Path secretKey() {
    return folder.resolve("secrets.key");
  }

  /** The certificate authority of the home. */
  public Path authority() {
    return folder.resolve("authority");
  }

  /** Where workers of other hosts were served last. */
  public Path hostsAddress() {
    return folder.resolve("hosts.address");
  }

  /** The hosts that may join, and those that have. */
  public Path hosts() {
    return folder.resolve("hosts.jsonl");
  }

  Path replicaSecret() {
    return folder.resolve("replica.secret");
  }

  public Path journal() {
    return folder.resolve("journal.db");
  }

  public Path projections() {
    return folder.resolve("projections.db");
  }

  /** The site's settings; may be missing. */
  public Path site() {
    return folder.resolve("site.yaml");
  }

  /** The database of experiments, runs and their metrics. */
  public Path tracking() {
    return folder.resolve("tracking.db");
  }

  /** The server's own messages, where {@code up} has redirected them. */
  public Path serverLog() {
    return folder.resolve("server.log");
  }

  public Path logs() {
    return folder.resolve("logs");
  }

  /** The spool of usage that the journal does not have yet. */
  public Path usage() {
    return folder.resolve("usage");
  }

  /** The responses of models that their clients may go on with. */
  public Path responses() {
    return folder.resolve("responses");
  }

  public Path work() {
    return folder.resolve("work");
  }

  public Path artifacts() {
    return folder.resolve("artifacts");
  }

  public Path worker() {
    return folder.resolve("worker");
  }

  /** The worker folder of a site that is a partition of this machine. */
  public Path worker(String site) {
    return folder.resolve("worker-" + site);
  }
}
