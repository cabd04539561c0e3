package org.arkwright.worker.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.arkwright.model.id.AttemptId;

/**
 * What the ranks' launchers wrote about themselves, one small file per rank: {@code pid START_TIME}
 * before the command runs, and a second line with its exit status afterwards. Also the licences
 * without which a launcher runs nothing; {@link Spool} says why both exist.
 */
public final class RankRecords {
  private static final String LICENCE_PREFIX = "licence-";

  private final Path folder;

  /** Keeps the records in that folder, made if need be. */
  public RankRecords(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Where the launcher of that rank writes. */
  public Path file(AttemptId attempt, int rank) {
    return folder.resolve(attempt + "." + rank);
  }

  /** Takes the right to start anything from all earlier incarnations and gives it to this one. */
  public Path licence(String incarnation) throws IOException {
    revokeLicences();
    return Files.createFile(folder.resolve(LICENCE_PREFIX + incarnation));
  }

  /** Takes the right to start anything from every incarnation there was. */
  public void revokeLicences() throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, LICENCE_PREFIX + "*")) {
      for (Path licence : old) {
        Files.delete(licence);
      }
    }
  }

  /** What the launchers of all remembered ranks wrote. */
  public List<RankRecord> all() throws IOException {
    List<RankRecord> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        RankRecord.parse(Files.readString(file)).ifPresent(all::add);
      }
    }
    return all;
  }

  /** What the rank's launcher wrote; empty when it never came to that. */
  public Optional<RankRecord> read(AttemptId attempt, int rank) throws IOException {
    try {
      return RankRecord.parse(Files.readString(file(attempt, rank)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Deletes the records of all other attempts. */
  public void keepOnly(Set<AttemptId> attempts) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        if (dot > 0
            && AttemptId.parse(name.substring(0, dot)).filter(attempts::contains).isEmpty()) {
          Files.delete(file);
        }
      }
    }
  }

  /** Sees to it that the rank's launcher does not run the command, if it has not yet. */
  public void withhold(AttemptId attempt, int rank) throws IOException {
    Files.write(stop(attempt, rank), new byte[0]);
  }

  /** Deletes the rank's record, if there is one. */
  public void delete(AttemptId attempt, int rank) throws IOException {
    Files.deleteIfExists(file(attempt, rank));
    Files.deleteIfExists(stop(attempt, rank));
  }

  /** Looked for by the launcher. */
  private Path stop(AttemptId attempt, int rank) {
    return folder.resolve(attempt + "." + rank + ".stop");
  }

  /**
   * A launcher's own account.
   *
   * @param pid of the launcher, which leads the rank's process group and session
   * @param startTime of that process, in clock ticks since boot
   * @param status what a shell calls the exit status; empty while the command runs
   */
  public record RankRecord(long pid, long startTime, OptionalInt status) {
    /** The status a launcher writes that found its worker's licence gone and ran nothing. */
    public static final int UNLICENSED = 256;

    static Optional<RankRecord> parse(String text) {
      String[] lines = text.split("\n", -1);
      if (lines.length < 2 || !lines[0].matches("\\d{1,18} \\d{1,18}")) {
        return Optional.empty();
      }
      int space = lines[0].indexOf(' ');
      OptionalInt status =
          lines.length > 2 && lines[1].matches("\\d{1,3}")
              ? OptionalInt.of(Integer.parseInt(lines[1]))
              : OptionalInt.empty();
      return Optional.of(
          new RankRecord(
              Long.parseLong(lines[0].substring(0, space)),
              Long.parseLong(lines[0].substring(space + 1)),
              status));
    }
  }
}
