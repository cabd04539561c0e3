package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.arkwright.model.id.AttemptId;

/**
 * Removes the folders in work/ of attempts that ended without anybody who cleared up: their inputs,
 * outputs, scripts and code, and their working folders if nothing else is in them. Checkpoints stay
 * until garbage is collected. Blocks.
 *
 * @param root the parent of the working folders of all workers of a home
 * @param mounts those in it
 */
public record WorkSweep(Path root, MountFolders mounts) {
  private static final String MOUNTS = ".mounts";

  /**
   * Sweeps once, and returns the number of attempts of which something was removed.
   *
   * @param live whether an attempt may still run; asked before, of all workers
   * @param before folders that changed later are left alone: their worker may be about to clear up
   * @throws IOException when a folder cannot be read or removed
   */
  public int sweep(Predicate<AttemptId> live, Instant before) throws IOException {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    TreeSet<AttemptId> over = new TreeSet<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
      for (Path folder : folders) {
        String name = String.valueOf(folder.getFileName());
        Optional<AttemptId> attempt =
            AttemptId.parse(
                name.endsWith(MOUNTS) ? name.substring(0, name.length() - MOUNTS.length()) : name);
        if (attempt.isPresent()
            && !live.test(attempt.get())
            && Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(before)) {
          over.add(attempt.get());
        }
      }
    }
    int swept = 0;
    for (AttemptId attempt : over) {
      swept += clear(attempt) ? 1 : 0;
    }
    return swept;
  }

  /** Returns whether there was something to remove; a job's own files are left to its submitter. */
  private boolean clear(AttemptId attempt) throws IOException {
    Path folder = root.resolve(attempt.toString());
    boolean mounted = Files.exists(MountFolders.of(root, attempt), LinkOption.NOFOLLOW_LINKS);
    if (mounted) {
      mounts.takeBack(attempt, folder);
      mounts.clear(attempt);
    }
    boolean scripted =
        Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && Files.deleteIfExists(folder.resolve(RankSpawner.SCRIPT));
    boolean empty;
    try {
      empty = Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException _) {
      empty = false;
    }
    return mounted || scripted || empty;
  }
}
