package org.arkwright.worker.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.LogPiece;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.worker.Launches;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.supervise.RankObserver.RunningRank;
import org.arkwright.worker.transfer.ChannelledLogs;
import org.arkwright.worker.transfer.LogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What channels lead to, and when they end by themselves. */
@Timeout(30)
final class RankEndsTest {
  private static final AttemptId ATTEMPT = Launches.attempt(1);

  @TempDir Path folder;
  private final List<RunningRank> running = new CopyOnWriteArrayList<>();
  private RankLogs logs;
  private RankEnds ends;

  @BeforeEach
  void open() throws IOException {
    logs = new RankLogs(folder.resolve("logs"));
    Files.createDirectories(logs.folder(ATTEMPT));
    ends =
        new RankEnds(
            () -> List.copyOf(running),
            new LogReader(logs),
            new ChannelledLogs(),
            new RankTerminal(folder.resolve("entries"), RankIsolations.NONE));
  }

  @Test
  void outputOfARankThatHasEnded_comesFromItsOffsetOn_andEnds() throws Exception {
    append("hello world");
    ByteArrayOutputStream sent = new ByteArrayOutputStream();

    ends.open(new ChannelTarget.Log(ATTEMPT, 0, 6)).send(sent);

    assertThat(text(sent.toByteArray())).isEqualTo("world");
  }

  @Test
  void outputOfARankThatRuns_isFollowedUntilItHasEnded_withItsLastWords() throws Exception {
    running.add(new RunningRank(ATTEMPT, 0, ProcessHandle.current().pid()));
    append("first ");
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    // Whoever reads makes the rank write more and end, so that this depends on no time.
    FilterOutputStream out =
        new FilterOutputStream(sent) {
          private int flushes;

          @Override
          public void flush() throws IOException {
            flushes++;
            if (flushes == 1) {
              append("second ");
            } else if (flushes == 2) {
              append("last");
              running.clear();
            }
          }
        };

    ends.open(new ChannelTarget.Log(ATTEMPT, 0, 0)).send(out);

    assertThat(text(sent.toByteArray())).isEqualTo("first second last");
  }

  @Test
  void outputOfARankThatRuns_endsOnceItIsClosed() throws Exception {
    running.add(new RunningRank(ATTEMPT, 0, ProcessHandle.current().pid()));
    append("first");
    ChannelEnd end = ends.open(new ChannelTarget.Log(ATTEMPT, 0, 0));
    FilterOutputStream out =
        new FilterOutputStream(new ByteArrayOutputStream()) {
          @Override
          public void flush() {
            end.close();
          }
        };

    end.send(out);

    assertThat(running).as("it has not waited for the end of the rank").hasSize(1);
  }

  @Test
  void portOfARankThatRuns_isReachedInBothDirections() throws Exception {
    running.add(new RunningRank(ATTEMPT, 0, ProcessHandle.current().pid()));
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ChannelEnd end = ends.open(new ChannelTarget.Port(ATTEMPT, 0, listening.getLocalPort()));
      try (Socket accepted = listening.accept()) {
        end.receive(new ByteArrayInputStream("ask".getBytes(StandardCharsets.UTF_8)));
        assertThat(accepted.getInputStream().readNBytes(3)).asString().isEqualTo("ask");
        accepted.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
        accepted.shutdownOutput();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        end.send(sent);
        assertThat(sent).hasToString("answer");

        CompletableFuture<Integer> next =
            CompletableFuture.supplyAsync(() -> {
              try {
                return accepted.getInputStream().read();
              } catch (IOException _) {
                return -1;
              }
            });
        end.close();
        assertThat(next).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(-1);
      }
    }
  }

  @Test
  void portThatNobodyListensOn_isRefusedByItsNumber() throws Exception {
    running.add(new RunningRank(ATTEMPT, 0, ProcessHandle.current().pid()));
    int port;
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = listening.getLocalPort();
    }

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ends.open(new ChannelTarget.Port(ATTEMPT, 0, port)))
        .withMessage("nothing answers on port " + port + " of this node yet");
  }

  @Test
  void rankThatDoesNotRunHere_hasNoPortsAndNoTerminals_butItsOutput() throws Exception {
    running.add(new RunningRank(ATTEMPT, 1, ProcessHandle.current().pid()));
    running.add(new RunningRank(Launches.attempt(2), 0, ProcessHandle.current().pid()));
    ChannelTarget port = new ChannelTarget.Port(ATTEMPT, 0, 80);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ends.open(port))
        .withMessage("rank 0 of %s does not run on this node", ATTEMPT);
    assertThat(ends.isThere(port)).isFalse();
    assertThat(ends.isThere(new ChannelTarget.Port(ATTEMPT, 1, 80))).isTrue();
    assertThat(ends.isThere(new ChannelTarget.Log(ATTEMPT, 0, 0))).isTrue();
  }

  private static String text(byte[] pieces) throws IOException {
    StringBuilder text = new StringBuilder();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(pieces));
    for (Optional<LogPiece> next = LogPiece.readFrom(in);
        next.isPresent();
        next = LogPiece.readFrom(in)) {
      text.append(new String(next.get().content(), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private void append(String text) throws IOException {
    Files.writeString(
        logs.file(ATTEMPT, 0), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
