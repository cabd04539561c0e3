package org.arkwright.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.dispatch.Channels;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.LogPiece;
import org.arkwright.protocol.Order;
import org.arkwright.ranklog.LogBound;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.ranklog.RelayedLogs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class FollowedRanksTest {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);
  private static final NodeId NODE = NodeId.atHome("far");
  private static final int PIECE_BYTES = 100;

  @TempDir private Path folder;
  private final BlockingQueue<Order.Open> orders = new LinkedBlockingQueue<>();
  private final Channels channels =
      new Channels(Channels.Limits.DEFAULT, (_, order, _) -> orders.add(order));
  private final Map<Integer, RankPlace> places = new ConcurrentHashMap<>();
  private RelayedLogs logs;

  @BeforeEach
  void open() {
    logs = new RelayedLogs(new RankLogs(folder), LogBound.DEFAULT, InstantSource.system());
  }

  private FollowedRanks ranks(int perNode, long bytesPerSecond) {
    return new FollowedRanks(
        _ -> false,
        (_, rank) -> places.getOrDefault(rank, new RankPlace.Elsewhere(NODE)),
        channels,
        logs,
        new FollowedRanks.Limits(
            perNode, 100, bytesPerSecond, Duration.ofMillis(1), Duration.ofMillis(5)));
  }

  private Order.Open ordered() throws InterruptedException {
    Order.Open order = orders.poll(10, TimeUnit.SECONDS);
    assertThat(order).as("a channel is opened").isNotNull();
    return order;
  }

  /** Opens the node's side; the future completes when the control plane has closed it. */
  private CompletableFuture<Void> answer(Order.Open order, InputStream content) {
    var _ = channels.receives(order.channel(), WorkerId.ofNode(NODE)::equals, _ -> {});
    return channels.sends(order.channel(), WorkerId.ofNode(NODE)::equals, content).orElseThrow();
  }

  private static long offset(Order.Open order) {
    return ((ChannelTarget.Log) order.target()).offset();
  }

  private static byte[] pieces(int rank, byte[] output, long from) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int at = (int) from; at < output.length; at += PIECE_BYTES) {
      piece(rank, output, at).writeTo(out);
    }
    return bytes.toByteArray();
  }

  private static LogPiece piece(int rank, byte[] output, int at) {
    byte[] content = Arrays.copyOfRange(output, at, Math.min(output.length, at + PIECE_BYTES));
    return new LogPiece(ATTEMPT, rank, at, 0, 0, content);
  }

  private static byte[] output(Random random, int bytes) {
    byte[] output = new byte[bytes];
    random.nextBytes(output);
    return output;
  }

  private byte[] stored(int rank) throws IOException {
    Path file = new RankLogs(folder).file(ATTEMPT, rank);
    return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
  }

  private void awaitStored(int rank, byte[] output) throws Exception {
    while (stored(rank).length < output.length) {
      Thread.sleep(1);
    }
    assertThat(stored(rank)).isEqualTo(output);
  }

  @Test
  void manyFollowersOfARank_shareOneChannel_untilTheLastIsGone() throws Exception {
    FollowedRanks ranks = ranks(4, 0);
    byte[] output = output(new Random(1), 1000);
    FollowedRanks.Following first = ranks.follow(ATTEMPT, 0);
    FollowedRanks.Following second = ranks.follow(ATTEMPT, 0);
    Order.Open order = ordered();
    CompletableFuture<Void> over =
        answer(order, new Endless(new ByteArrayInputStream(pieces(0, output, 0))));
    awaitStored(0, output);
    first.close();
    first.close();

    assertThat(order.target()).isEqualTo(new ChannelTarget.Log(ATTEMPT, 0, 0));
    assertThat(over).isNotDone();
    second.close();
    assertThat(over).succeedsWithin(Duration.ofSeconds(10));
    awaitNone(ranks);
    assertThat(orders).isEmpty();
    assertThat(channels.size()).isZero();
  }

  private static void awaitNone(FollowedRanks ranks) throws InterruptedException {
    while (ranks.channelsTaken() > 0) {
      Thread.sleep(1);
    }
  }

  /** Cut at any byte, and beside a relay that brings the same: nothing is lost or there twice. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void linkThatBreaksAnywhere_goesOnAtTheOffset(long seed) throws Exception {
    Random random = new Random(seed);
    byte[] output = output(random, 20_000);
    FollowedRanks ranks = ranks(4, 0);
    try (FollowedRanks.Following _ = ranks.follow(ATTEMPT, 0)) {
      Thread relay = Thread.ofVirtual().start(() -> relay(output, new Random(seed)));
      int broken = 0;
      while (stored(0).length < output.length) {
        Order.Open order = orders.poll(10, TimeUnit.MILLISECONDS);
        if (order == null) {
          continue;
        }
        byte[] rest = pieces(0, output, offset(order));
        int cut = Math.min(rest.length, random.nextInt(1, 2_000));
        var _ = answer(order, new ByteArrayInputStream(rest, 0, cut));
        broken++;
      }
      relay.join();
      assertThat(stored(0)).isEqualTo(output);
      assertThat(broken).isGreaterThan(3);
    }
  }

  private void relay(byte[] output, Random random) {
    try {
      for (long at = 0; at < output.length; ) {
        at = logs.add(piece(0, output, (int) at)).orElseThrow();
        Thread.sleep(random.nextInt(3));
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void moreRanksThanANodeMayBring_leaveItsChannelsToOthers_andTakeTheirTurn() throws Exception {
    FollowedRanks ranks = ranks(1, 0);
    FollowedRanks.Following first = ranks.follow(ATTEMPT, 0);
    Order.Open order = ordered();
    var _ = answer(order, new Endless(InputStream.nullInputStream()));
    try (FollowedRanks.Following _ = ranks.follow(ATTEMPT, 1)) {
      assertThat(orders.poll(50, TimeUnit.MILLISECONDS)).isNull();
      assertThat(channels.size()).isEqualTo(1);
      first.close();

      assertThat(ordered().target().rank()).isEqualTo(1);
    }
  }

  @Test
  void outputFasterThanTheBound_isHeldUpAtItsNode() throws Exception {
    FollowedRanks ranks = ranks(1, 1000);
    byte[] output = output(new Random(1), 1_000_000);
    Counting content = new Counting(new ByteArrayInputStream(pieces(0, output, 0)));
    try (FollowedRanks.Following _ = ranks.follow(ATTEMPT, 0)) {
      var _ = answer(ordered(), content);
      while (stored(0).length == 0) {
        Thread.sleep(1);
      }
      Thread.sleep(100);
      assertThat(content.read.get()).as("what was read ahead").isLessThan(20_000);
    }
    awaitNone(ranks);
  }

  @Test
  void channelThatBringsAnotherRanksOutput_isEnded_andNothingWritten() throws Exception {
    FollowedRanks ranks = ranks(1, 0);
    byte[] output = output(new Random(1), 1000);
    try (FollowedRanks.Following _ = ranks.follow(ATTEMPT, 0)) {
      CompletableFuture<Void> over =
          answer(ordered(), new ByteArrayInputStream(pieces(1, output, 0)));

      assertThat(over).succeedsWithin(Duration.ofSeconds(10));
      assertThat(stored(0)).isEmpty();
      assertThat(stored(1)).isEmpty();
    }
  }

  @Test
  void rankHereOrOver_opensNoChannel_andOneThatStartsElsewhereDoes() throws Exception {
    places.put(0, new RankPlace.Here());
    places.put(1, new RankPlace.NotYet());
    FollowedRanks ranks = ranks(4, 0);
    try (FollowedRanks.Following following = ranks.follow(ATTEMPT, 0, 1)) {
      following.look();
      assertThat(orders.poll(50, TimeUnit.MILLISECONDS)).isNull();
      places.put(1, new RankPlace.Elsewhere(NODE));
      following.look();

      assertThat(ordered().target()).isEqualTo(new ChannelTarget.Log(ATTEMPT, 1, 0));
    }
    assertThat(List.copyOf(orders)).isEmpty();
  }

  /** Blocks at its end until it is closed, as a connection does. */
  private static final class Endless extends InputStream {
    private final InputStream content;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    Endless(InputStream content) {
      this.content = content;
    }

    @Override
    public int read() throws IOException {
      int read = content.read();
      if (read < 0) {
        closed.join();
      }
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = content.read(bytes, offset, length);
      if (read < 0) {
        closed.join();
      }
      return read;
    }

    @Override
    public void close() {
      closed.complete(null);
    }
  }

  private static final class Counting extends InputStream {
    private final InputStream content;
    private final AtomicLong read = new AtomicLong();

    Counting(InputStream content) {
      this.content = content;
    }

    @Override
    public int read() throws IOException {
      read.incrementAndGet();
      return content.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int got = content.read(bytes, offset, length);
      read.addAndGet(Math.max(0, got));
      return got;
    }
  }
}
