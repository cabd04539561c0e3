package org.arkwright.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.LogPiece;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a rank's output: where it begins, how much it is, and how old. */
final class LogReaderTest {
  private static final AttemptId ATTEMPT = Launches.attempt(1);
  private static final long HOUR_MILLIS = 3_600_000;

  @TempDir Path folder;
  private RankLogs logs;
  private LogReader reader;

  @BeforeEach
  void open() throws IOException {
    logs = new RankLogs(folder);
    reader = new LogReader(logs);
    Files.createDirectories(logs.folder(ATTEMPT));
  }

  @Test
  void outputThatIsNotThere_isNothing() throws Exception {
    assertThat(reader.next(ATTEMPT, 0, 0, 10)).isNull();
    write("abc");
    assertThat(reader.next(ATTEMPT, 0, 3, 10)).isNull();
    assertThat(reader.next(ATTEMPT, 0, 4, 10)).isNull();
  }

  @Test
  void piece_beginsAtTheOffset_andHasNoMoreThanAskedFor() throws Exception {
    write("abcdefgh");

    LogPiece middle = piece(2, 3);
    assertThat(text(middle)).isEqualTo("cde");
    assertThat(middle.offset()).isEqualTo(2);
    assertThat(middle.end()).isEqualTo(5);
    assertThat(middle.droppedBytes()).isZero();
    assertThat(text(piece(5, 100))).isEqualTo("fgh");
  }

  @Test
  void droppedOutput_isPassedOver_andTold() throws Exception {
    write("\0\0\0defgh");
    Files.writeString(RankLogs.dropped(logs.file(ATTEMPT, 0)), "3\n");

    LogPiece first = piece(1, 2);
    assertThat(text(first)).isEqualTo("de");
    assertThat(first.offset()).isEqualTo(3);
    assertThat(first.droppedBytes()).isEqualTo(3);
    assertThat(text(piece(4, 100))).isEqualTo("efgh");

    Files.writeString(RankLogs.dropped(logs.file(ATTEMPT, 0)), "8\n");
    assertThat(reader.next(ATTEMPT, 0, 1, 10)).as("all of it was dropped").isNull();
  }

  @Test
  void ageOfTheNewest_isThatOfTheFile_andOfOlderOutputWhatWasNoted() throws Exception {
    write("abcdefgh");
    long now = System.currentTimeMillis();
    Files.setLastModifiedTime(logs.file(ATTEMPT, 0), FileTime.fromMillis(now - HOUR_MILLIS));
    Files.writeString(
        logs.times(ATTEMPT, 0),
        "2 %d\nnot a time\n5 %d\n8 %d\n"
            .formatted(now - 4 * HOUR_MILLIS, now - 3 * HOUR_MILLIS, now - 2 * HOUR_MILLIS));

    assertThat(hours(piece(0, 2))).isEqualTo(4);
    assertThat(hours(piece(0, 3))).isEqualTo(3);
    assertThat(hours(piece(2, 3))).isEqualTo(3);
    assertThat(hours(piece(2, 4))).isEqualTo(2);
    assertThat(hours(piece(2, 100))).as("up to the end").isEqualTo(1);
  }

  @Test
  void ageWithoutNotes_orByAClockThatWasSetBack_isNeverNegative() throws Exception {
    write("abcdefgh");
    Files.setLastModifiedTime(
        logs.file(ATTEMPT, 0), FileTime.fromMillis(System.currentTimeMillis() + HOUR_MILLIS));

    assertThat(piece(0, 100).ageMillis()).isZero();
    assertThat(piece(0, 2).ageMillis()).isZero();
  }

  private LogPiece piece(long from, int max) throws IOException {
    return Objects.requireNonNull(reader.next(ATTEMPT, 0, from, max));
  }

  /** The test itself takes less than half an hour. */
  private static long hours(LogPiece piece) {
    return Math.round((double) piece.ageMillis() / HOUR_MILLIS);
  }

  private static String text(LogPiece piece) {
    return new String(piece.content(), StandardCharsets.UTF_8);
  }

  private void write(String text) throws IOException {
    Files.writeString(logs.file(ATTEMPT, 0), text);
  }
}
