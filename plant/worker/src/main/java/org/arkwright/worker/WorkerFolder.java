package org.arkwright.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.worker.link.ObeyedServer;
import org.arkwright.worker.spool.Spool;

/** What a worker's folder tells about its worker, whether one runs or not. */
public final class WorkerFolder {
  /** Held by the worker that uses the folder. */
  static final String LOCK = "lock";

  /** There, with the node's site and name, once the control plane has taken this run's worker. */
  private static final String LISTED = "listed";

  /** What stays when the records of another folder's worker are dropped. */
  private static final Set<String> KEPT = Set.of(LOCK, "worker.log", "worker.out");

  private static final System.Logger LOG = System.getLogger(WorkerFolder.class.getName());

  private WorkerFolder() {}

  /**
   * What a control plane should know before it starts.
   *
   * @param obeyed the latest start that the worker has obeyed; empty for none
   * @param unfinished the attempts that it has and that have not ended, in launch order
   */
  public record Summary(Optional<ServerEpoch> obeyed, List<AttemptId> unfinished) {
    public Summary {
      unfinished = List.copyOf(unfinished);
    }
  }

  /**
   * Reads the folder of a site's worker, also while one runs.
   *
   * @throws IOException when it cannot be read
   */
  public static Summary read(Path home, String site) throws IOException {
    return new Summary(
        ObeyedServer.read(home),
        Spool.read(home.resolve("spool"), site).stream()
            .filter(attempt -> attempt.exits().size() < attempt.launch().ranks().size())
            .map(attempt -> attempt.launch().attempt())
            .toList());
  }

  /**
   * Returns what tells the worker of this folder, through all of its runs, from any other. Made
   * with the first run.
   */
  static String identity(Path home) throws IOException {
    Path file = home.resolve("identity");
    if (!Files.exists(file) || Files.readString(file).isBlank()) {
      WholeFile.replace(file, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    }
    return Files.readString(file).strip();
  }

  static void dropListed(Path home) throws IOException {
    Files.deleteIfExists(home.resolve(LISTED));
  }

  /** Notes for who started the worker that its node is listed. */
  static void noteListed(Path home, NodeId node) {
    try {
      WholeFile.replace(home.resolve(LISTED), node.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody but who waits for it at a terminal misses it, and that one says so.
      LOG.log(System.Logger.Level.WARNING, "the node is listed, which could not be noted", e);
    }
  }

  /**
   * Drops the records that another folder's worker wrote, of which this folder is a copy: they name
   * its attempts and processes. The caller holds the folder's lock.
   *
   * @return whether there were such records
   */
  static boolean dropForeign(Path home) throws IOException {
    Optional<WorkerProcess> recorded = WorkerProcess.recorded(home);
    if (recorded.isEmpty() || !recorded.get().isForeignTo(home)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(home) && !KEPT.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
    return true;
  }
}
