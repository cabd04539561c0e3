package org.arkwright.server.retention;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.arkwright.model.id.AttemptId;
import org.arkwright.ranklog.RankLogs;

/**
 * Removes the output of attempts that ended long ago, and then of those that ended first while all
 * output together is too large. A note with the time stays where it was, until the job has left the
 * history, too. Blocks.
 *
 * @param age the longest time since the output last grew
 * @param notes the longest time that notes stay
 * @param bytesMax of all output together
 */
record LogSweep(RankLogs logs, Duration age, Duration notes, long bytesMax) {
  /** What a sweep removed. */
  record Swept(int attempts, long bytes) {}

  private record Output(AttemptId attempt, Path folder, Instant grown, long bytes) {}

  /**
   * Sweeps once.
   *
   * @param live whether an attempt may still write
   */
  Swept sweep(Instant now, Predicate<AttemptId> live) throws IOException {
    List<Output> ended = new ArrayList<>();
    long total = 0;
    for (Path job : folders(logs.root())) {
      for (Path attempt : folders(job)) {
        if (isForgotten(attempt, now)) {
          deleteFiles(attempt, _ -> true);
          Files.deleteIfExists(attempt);
          deleteIfEmpty(job);
          continue;
        }
        Optional<AttemptId> id = AttemptId.parse(job.getFileName() + "." + attempt.getFileName());
        Optional<Output> output = id.isEmpty() ? Optional.empty() : measure(id.get(), attempt);
        if (output.isPresent()) {
          total += output.get().bytes;
          if (!live.test(id.get())) {
            ended.add(output.get());
          }
        }
      }
    }
    ended.sort(Comparator.comparing(Output::grown));
    int attempts = 0;
    long bytes = 0;
    for (Output output : ended) {
      boolean old = output.grown.isBefore(now.minus(age));
      if (!old && total <= bytesMax) {
        break;
      }
      remove(output, now);
      total -= output.bytes;
      bytes += output.bytes;
      attempts++;
    }
    return new Swept(attempts, bytes);
  }

  private static List<Path> folders(Path parent) throws IOException {
    List<Path> folders = new ArrayList<>();
    if (Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
        for (Path child : children) {
          if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            folders.add(child);
          }
        }
      }
    }
    return folders;
  }

  /** Whether there is a note alone, and an old one. */
  private boolean isForgotten(Path attempt, Instant now) throws IOException {
    Path note = attempt.resolve(RankLogs.REMOVED);
    return Files.exists(note, LinkOption.NOFOLLOW_LINKS)
        && Files.getLastModifiedTime(note, LinkOption.NOFOLLOW_LINKS)
            .toInstant()
            .isBefore(now.minus(notes));
  }

  private static void deleteIfEmpty(Path job) throws IOException {
    try {
      Files.deleteIfExists(job);
    } catch (DirectoryNotEmptyException _) {
      // Other attempts' output, or notes of it, are still there.
    }
  }

  /** Returns the output that is there; empty when it has been removed already. */
  private Optional<Output> measure(AttemptId attempt, Path folder) throws IOException {
    if (Files.exists(logs.removal(attempt))) {
      return Optional.empty();
    }
    long bytes = 0;
    Instant grown = Instant.EPOCH;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        BasicFileAttributes found =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        // What was dropped from a long output is a hole that takes no room.
        bytes += Math.max(0, found.size() - RankLogs.droppedBytes(file));
        Instant at = found.lastModifiedTime().toInstant();
        grown = at.isAfter(grown) ? at : grown;
      }
    }
    return grown.equals(Instant.EPOCH)
        ? Optional.empty()
        : Optional.of(new Output(attempt, folder, grown, bytes));
  }

  private void remove(Output output, Instant now) throws IOException {
    // The note first: a sweep that breaks off then goes on with what else is there.
    Files.writeString(logs.removal(output.attempt), now + "\n");
    deleteFiles(output.folder, file -> !file.equals(logs.removal(output.attempt)));
  }

  private static void deleteFiles(Path folder, Predicate<Path> which) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (which.test(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
