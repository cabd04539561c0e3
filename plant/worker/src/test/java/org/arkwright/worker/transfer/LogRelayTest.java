package org.arkwright.worker.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.LogEnds;
import org.arkwright.protocol.LogPiece;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of ranks' output is sent, from where on, and until when. */
final class LogRelayTest {
  private static final AttemptId ATTEMPT = Launches.attempt(1);

  @TempDir Path folder;
  private final ChannelledLogs channelled = new ChannelledLogs();

  /** What the control plane has, by attempt and rank. */
  private final Map<String, StringBuilder> arrived = new HashMap<>();

  /** The pieces of each request, by rank and offset; asking ones have no content. */
  private final List<List<String>> requests = new ArrayList<>();

  private boolean wanted = true;
  private boolean away;
  private RankLogs logs;
  private LogRelay relay;

  @BeforeEach
  void open() {
    logs = new RankLogs(folder);
    relay = new LogRelay(logs, channelled, this::take);
  }

  @Test
  void output_isSentFromWhereTheControlPlaneHasIt() throws Exception {
    write(ATTEMPT, 0, "hello ");
    arrived.put(key(ATTEMPT, 0), new StringBuilder("hel"));
    relay.begin(ATTEMPT, 0);

    relay.deliver();
    relay.deliver();
    write(ATTEMPT, 0, "world");
    relay.deliver();
    relay.deliver();

    assertThat(requests).containsExactly(List.of("0?"), List.of("0@3:3"), List.of("0@6:5"));
    assertThat(arrived.get(key(ATTEMPT, 0))).hasToString("hello world");
  }

  @Test
  void ranksWithoutOutput_areNotAskedFor() throws Exception {
    relay.begin(ATTEMPT, 0);
    relay.begin(ATTEMPT, 1);
    write(ATTEMPT, 1, "one");

    relay.deliver();
    relay.deliver();

    assertThat(requests).containsExactly(List.of("1?"), List.of("1@0:3"));
  }

  @Test
  void outputThatWasBegunAgain_goesOnWhereItWas() throws Exception {
    write(ATTEMPT, 0, "one");
    relay.begin(ATTEMPT, 0);
    relay.deliver();
    relay.deliver();

    relay.begin(ATTEMPT, 0);
    write(ATTEMPT, 0, "two");
    relay.deliver();

    assertThat(requests.getLast()).containsExactly("0@3:3");
  }

  @Test
  void outputThatNobodyTakes_isNotSentAgain() throws Exception {
    write(ATTEMPT, 0, "one");
    relay.begin(ATTEMPT, 0);
    wanted = false;

    relay.deliver();
    relay.deliver();

    assertThat(requests).containsExactly(List.of("0?"));
  }

  @Test
  void requestThatFailed_isMadeAgain() throws Exception {
    write(ATTEMPT, 0, "one");
    relay.begin(ATTEMPT, 0);
    relay.deliver();
    away = true;
    assertThatExceptionOfType(IOException.class).isThrownBy(relay::deliver);
    away = false;

    relay.deliver();

    assertThat(arrived.get(key(ATTEMPT, 0))).hasToString("one");
  }

  @Test
  void outputOfManyRanks_isSentInRequestsOfBoundedSize_inTurn() throws Exception {
    int ranks = 20;
    for (int rank = 0; rank < ranks; rank++) {
      write(ATTEMPT, rank, "x".repeat(3 * LogPiece.BYTES_MAX));
      relay.begin(ATTEMPT, rank);
    }
    relay.deliver();
    requests.clear();

    relay.deliver();
    relay.deliver();

    // Sixteen of the largest pieces fill a request; those that did not fit are first in the next.
    assertThat(requests.get(0)).hasSize(16);
    assertThat(requests.get(1)).hasSize(16);
    List<String> first = new ArrayList<>();
    requests.forEach(request ->
        request.stream()
            .filter(piece -> piece.contains("@0:"))
            .map(piece -> piece.substring(0, piece.indexOf('@')))
            .forEach(first::add));
    assertThat(first).doesNotHaveDuplicates().hasSize(ranks);
  }

  @Test
  void outputThatAChannelBrings_isAskedAfterOnce_andSentOnlyIfItWasLost() throws Exception {
    write(ATTEMPT, 0, "one");
    relay.begin(ATTEMPT, 0);
    relay.deliver();
    channelled.sent(ATTEMPT, 0, 3);
    requests.clear();

    relay.deliver();
    assertThat(requests).containsExactly(List.of("0?"));
    relay.deliver();
    assertThat(requests.getLast()).containsExactly("0@0:3");

    write(ATTEMPT, 0, "two");
    channelled.sent(ATTEMPT, 0, 6);
    arrived.get(key(ATTEMPT, 0)).append("two");
    relay.deliver();
    assertThat(requests.getLast()).containsExactly("0?");
    int before = requests.size();
    relay.deliver();
    assertThat(requests).as("the channel has brought all").hasSize(before);
  }

  @Test
  void outputOfAChannelThatIsOver_isSentAtOnce() throws Exception {
    write(ATTEMPT, 0, "one");
    relay.begin(ATTEMPT, 0);
    relay.deliver();
    channelled.sent(ATTEMPT, 0, 3);
    channelled.over(ATTEMPT, 0);

    relay.deliver();

    assertThat(requests.getLast()).containsExactly("0@0:3");
  }

  @Test
  void attemptThatIsForgotten_leavesNoFiles_andNothingOfItIsSent() throws Exception {
    AttemptId second = new AttemptId(ATTEMPT.job(), 2);
    write(ATTEMPT, 0, "one");
    write(second, 0, "two");
    relay.begin(ATTEMPT, 0);
    relay.begin(second, 0);

    relay.forget(ATTEMPT);

    assertThat(logs.folder(ATTEMPT)).doesNotExist();
    assertThat(logs.file(second, 0)).exists();
    write(ATTEMPT, 0, "belated");
    relay.deliver();
    relay.deliver();
    assertThat(arrived).containsOnlyKeys(key(second, 0));

    relay.forget(ATTEMPT);
    relay.forget(second);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void attemptThatIsForgotten_isNotWaitedFor() {
    CompletableFuture<Void> first = relay.delivered(ATTEMPT, 0).toCompletableFuture();
    CompletableFuture<Void> other = relay.delivered(Launches.attempt(2), 0).toCompletableFuture();

    relay.forget(ATTEMPT);

    assertThat(first).isCompleted();
    assertThat(other).isNotDone();
  }

  @Test
  void endOfARank_waitsUntilItsOutputHasArrived() throws Exception {
    write(ATTEMPT, 0, "the last words");
    relay.begin(ATTEMPT, 0);
    CompletableFuture<Void> silent = relay.delivered(ATTEMPT, 1).toCompletableFuture();
    CompletableFuture<Void> delivered = relay.delivered(ATTEMPT, 0).toCompletableFuture();
    CompletableFuture<String> then =
        delivered.thenApply(_ -> {
          synchronized (arrived) {
            return arrived.get(key(ATTEMPT, 0)).toString();
          }
        });

    Thread running = Thread.ofPlatform().daemon().start(relay);
    try {
      assertThat(then).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo("the last words");
      assertThat(silent).succeedsWithin(20, TimeUnit.SECONDS);
    } finally {
      running.interrupt();
      running.join();
    }
  }

  @Test
  void endOfARankWhoseOutputNobodyTakes_doesNotWait() throws Exception {
    write(ATTEMPT, 0, "the last words");
    wanted = false;
    CompletableFuture<Void> delivered = relay.delivered(ATTEMPT, 0).toCompletableFuture();

    Thread running = Thread.ofPlatform().daemon().start(relay);
    try {
      assertThat(delivered).succeedsWithin(20, TimeUnit.SECONDS);
    } finally {
      running.interrupt();
      running.join();
    }
    assertThat(Files.readString(logs.file(ATTEMPT, 0))).isEqualTo("the last words");
  }

  /** The control plane: takes what continues what it has. */
  private LogEnds take(byte[] pieces) throws IOException {
    if (away) {
      throw new IOException("connection refused");
    }
    List<LogEnds.End> ends = new ArrayList<>();
    List<String> request = new ArrayList<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(pieces));
    synchronized (arrived) {
      for (Optional<LogPiece> next = LogPiece.readFrom(in);
          next.isPresent();
          next = LogPiece.readFrom(in)) {
        LogPiece piece = next.get();
        StringBuilder has =
            arrived.computeIfAbsent(key(piece.attempt(), piece.rank()), _ -> new StringBuilder());
        request.add(
            piece.rank()
                + (piece.content().length == 0
                    ? "?"
                    : "@%d:%d".formatted(piece.offset(), piece.content().length)));
        if (piece.offset() == has.length()) {
          has.append(new String(piece.content(), StandardCharsets.UTF_8));
        }
        ends.add(new LogEnds.End(piece.attempt(), piece.rank(), has.length(), wanted));
      }
    }
    requests.add(request);
    return new LogEnds(ends);
  }

  private static String key(AttemptId attempt, int rank) {
    return attempt + "." + rank;
  }

  private void write(AttemptId attempt, int rank, String text) throws IOException {
    Files.createDirectories(logs.folder(attempt));
    Files.writeString(
        logs.file(attempt, rank), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
