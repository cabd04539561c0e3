package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.blob.SealedFolder;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Mounts;
import org.arkwright.protocol.Order;

/**
 * The checkpoint folders of jobs on a node that not all of their attempts run on. An attempt finds
 * what the one before it left: in the folder, if that ran here and could not store it; otherwise
 * what is in the control plane's store. What is stored does not stay here.
 *
 * <p>A note beside each folder has the attempt whose files are in it, and whether they are stored.
 *
 * @param root the parent of working folders
 */
record LeftCheckpoints(Path root) {
  private static final String STORED = "stored";

  /** Makes the folder what the attempt is to find. */
  void restore(Order.Launch launch, ArtifactStore store) throws IOException {
    AttemptId attempt = launch.attempt();
    Path folder = MountFolders.checkpoints(root, attempt.job());
    Optional<Digest> stored = Optional.ofNullable(launch.inputs().get(Mounts.CHECKPOINTS));
    boolean unstoredBefore = note(attempt.job()).equals(List.of("" + (attempt.number() - 1)));
    if (stored.isPresent() && !unstoredBefore) {
      SealedFolder.delete(folder);
      store.materialise(stored.get(), folder);
      // As the attempt that wrote them left them: it goes on writing.
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.setPosixFilePermissions(
              file,
              PosixFilePermissions.fromString(
                  Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
    write(attempt, "" + attempt.number());
  }

  /** Notes that what an attempt left is in the control plane's store. */
  void delivered(AttemptId attempt) throws IOException {
    write(attempt, attempt.number() + " " + STORED);
  }

  /** Removes what an attempt left, if it is stored. */
  void clear(AttemptId attempt) throws IOException {
    if (note(attempt.job()).equals(List.of("" + attempt.number(), STORED))) {
      SealedFolder.delete(MountFolders.checkpoints(root, attempt.job()));
      Files.deleteIfExists(noteFile(attempt.job()));
    }
  }

  private void write(AttemptId attempt, String note) throws IOException {
    WholeFile.replace(noteFile(attempt.job()), note.getBytes(StandardCharsets.US_ASCII));
  }

  private List<String> note(JobId job) throws IOException {
    try {
      return List.of(Files.readString(noteFile(job)).strip().split(" ", -1));
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  private Path noteFile(JobId job) {
    return root.resolve(job + ".checkpoints-of");
  }
}
