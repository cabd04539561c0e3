package org.arkwright.worker.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.arkwright.model.id.AttemptId;

/**
 * The records that ranks' launchers write, one small file per rank: {@code PID START_TIME} before
 * the command runs, and a second line with its exit status afterwards. Also the spawn permits
 * without which a launcher runs nothing, stored as files named {@code licence-INCARNATION}; {@link
 * Spool} explains why both exist.
 */
public final class RankRecords {
  private static final String PERMIT_PREFIX = "licence-";

  private final Path folder;

  private RankRecords(Path folder) {
    this.folder = folder;
  }

  /** Opens the records in that folder, creating it if necessary. */
  public static RankRecords open(Path folder) throws IOException {
    return new RankRecords(Files.createDirectories(folder));
  }

  /** Returns the file that the launcher of that rank writes. */
  public Path file(AttemptId attempt, int rank) {
    return folder.resolve(attempt + "." + rank);
  }

  /** Revokes the permits of all earlier incarnations, and creates one for this incarnation. */
  public Path issuePermit(String incarnation) throws IOException {
    revokePermits();
    return Files.createFile(folder.resolve(PERMIT_PREFIX + incarnation));
  }

  /** Revokes the permits of all incarnations, so that their launchers start nothing any more. */
  public void revokePermits() throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, PERMIT_PREFIX + "*")) {
      for (Path permit : old) {
        Files.delete(permit);
      }
    }
  }

  /** Reads the records of all ranks. */
  public List<RankRecord> all() throws IOException {
    List<RankRecord> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        RankRecord.parse(Files.readString(file, StandardCharsets.ISO_8859_1)).ifPresent(all::add);
      }
    }
    return all;
  }

  /** Reads the record of a rank; empty if its launcher never wrote one. */
  public Optional<RankRecord> read(AttemptId attempt, int rank) throws IOException {
    return text(file(attempt, rank)).flatMap(RankRecord::parse);
  }

  /**
   * When the launcher of a rank noted the end of its command, in nanoseconds since the Unix epoch;
   * empty if it did not.
   */
  public Optional<Long> endedNanos(AttemptId attempt, int rank) throws IOException {
    boolean noted = read(attempt, rank).filter(found -> found.status().isPresent()).isPresent();
    return noted ? FileTimes.changedNanos(file(attempt, rank)) : Optional.empty();
  }

  /**
   * A file of a rank, its record or its stop file.
   *
   * @param record what a launcher wrote; empty for a stop file, or where it wrote nothing yet
   */
  public record Leftover(AttemptId attempt, Path file, Optional<RankRecord> record) {}

  /** The files of all ranks, of which those that no attempt owns are leftovers. */
  public List<Leftover> leftovers() throws IOException {
    List<Leftover> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString().replaceFirst("\\.stop$", "");
        int dot = name.lastIndexOf('.');
        Optional<AttemptId> attempt =
            dot > 0 ? AttemptId.parse(name.substring(0, dot)) : Optional.empty();
        if (attempt.isPresent()) {
          text(file)
              .ifPresent(
                  text -> all.add(new Leftover(attempt.get(), file, RankRecord.parse(text))));
        }
      }
    }
    return all;
  }

  /** Empty if there is no such file, which may have ended with its attempt just now. */
  private static Optional<String> text(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Prevents the rank's launcher from running the command, unless it already has. */
  public void preventStart(AttemptId attempt, int rank) throws IOException {
    Files.write(stop(attempt, rank), new byte[0]);
  }

  /** Deletes the rank's record, if any. */
  public void delete(AttemptId attempt, int rank) throws IOException {
    Files.deleteIfExists(file(attempt, rank));
    Files.deleteIfExists(stop(attempt, rank));
  }

  /** The file whose presence keeps the launcher from running the command. */
  private Path stop(AttemptId attempt, int rank) {
    return folder.resolve(attempt + "." + rank + ".stop");
  }

  /**
   * The record of one launcher.
   *
   * @param pid the pid of the launcher, which leads the rank's process group and session
   * @param startTime the start of that process, in clock ticks since boot
   * @param status the exit status in the convention of shells; empty while the command runs
   */
  public record RankRecord(long pid, long startTime, OptionalInt status) {
    /** The status written by a launcher that found its worker's permit revoked and ran nothing. */
    public static final int NOT_PERMITTED = 256;

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
