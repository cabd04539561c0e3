package org.arkwright.server.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.server.retention.LogSweep.Swept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSweepTest {
  private static final Instant NOW = Instant.parse("2030-01-31T00:00:00Z");
  private static final Duration NOTES = Duration.ofDays(3000);
  private static final AttemptId OLD = new AttemptId(new JobId(1), 1);
  private static final AttemptId LIVE = new AttemptId(new JobId(1), 2);
  private static final AttemptId RECENT = new AttemptId(new JobId(2), 1);
  private static final AttemptId NEWEST = new AttemptId(new JobId(3), 1);

  @TempDir Path root;

  @Test
  void sweep_byAge_removesEndedAttemptsAlone_andLeavesANote() throws IOException {
    RankLogs logs = logs();

    Swept swept = new LogSweep(logs, Duration.ofDays(10), NOTES, 1000).sweep(NOW, LIVE::equals);
    assertThat(swept).isEqualTo(new Swept(1, 120));
    assertThat(logs.file(OLD, 0)).doesNotExist();
    assertThat(logs.file(OLD, 1)).doesNotExist();
    assertThat(logs.removal(OLD)).hasContent(NOW + "\n");
    assertThat(logs.file(LIVE, 0)).exists();
    assertThat(logs.file(RECENT, 0)).exists();
    assertThat(new LogSweep(logs, Duration.ofDays(10), NOTES, 1000).sweep(NOW, LIVE::equals))
        .isEqualTo(new Swept(0, 0));
  }

  @Test
  void sweep_bySize_removesTheOldestUntilTheRestFits() throws IOException {
    RankLogs logs = logs();

    Swept swept = new LogSweep(logs, Duration.ofDays(999), NOTES, 200).sweep(NOW, LIVE::equals);
    assertThat(swept.attempts()).isEqualTo(2);
    assertThat(logs.file(RECENT, 0)).doesNotExist();
    assertThat(logs.file(NEWEST, 0)).exists();
    assertThat(logs.file(LIVE, 0)).exists();
  }

  @Test
  void sweep_ofNothing_removesNothing() throws IOException {
    LogSweep sweep = new LogSweep(new RankLogs(root.resolve("no")), Duration.ofDays(1), NOTES, 0);
    Files.writeString(root.resolve("stray"), "x");
    assertThat(sweep.sweep(NOW, _ -> false)).isEqualTo(new Swept(0, 0));
  }

  @Test
  void sweep_bySize_doesNotCountWhatWasDropped() throws IOException {
    RankLogs logs = logs();
    Path file = logs.file(LIVE, 0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}), 1_000_000);
    }
    Files.writeString(RankLogs.dropped(file), "999990");

    Swept swept = new LogSweep(logs, Duration.ofDays(999), NOTES, 1000).sweep(NOW, LIVE::equals);
    assertThat(swept).isEqualTo(new Swept(0, 0));
    assertThat(logs.file(OLD, 0)).exists();
  }

  @Test
  void sweep_oldNote_goesWithItsFolders() throws IOException {
    RankLogs logs = logs();
    LogSweep sweep = new LogSweep(logs, Duration.ofDays(1), Duration.ofDays(100), 1000);
    assertThat(sweep.sweep(NOW, LIVE::equals).attempts()).isEqualTo(2);
    Path note = logs.removal(RECENT);
    Files.setLastModifiedTime(logs.removal(OLD), FileTime.from(NOW));
    Files.setLastModifiedTime(note, FileTime.from(NOW.minus(Duration.ofDays(101))));

    sweep.sweep(NOW, LIVE::equals);
    assertThat(note.getParent().getParent()).doesNotExist();
    assertThat(logs.removal(OLD)).exists();
    assertThat(logs.file(LIVE, 0)).exists();
  }

  private RankLogs logs() throws IOException {
    RankLogs logs = new RankLogs(root);
    write(logs, OLD, 0, 30);
    write(logs, OLD, 1, 30);
    write(logs, LIVE, 0, 30);
    write(logs, RECENT, 0, 2);
    write(logs, NEWEST, 0, 1);
    return logs;
  }

  private static void write(RankLogs logs, AttemptId attempt, int rank, int daysAgo)
      throws IOException {
    Path file = logs.file(attempt, rank);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x".repeat(60 + (attempt.equals(LIVE) ? 40 : 0)));
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(daysAgo))));
  }
}
