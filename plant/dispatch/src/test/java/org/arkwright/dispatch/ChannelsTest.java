package org.arkwright.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ChannelsTest {
  private static final WorkerId WORKER = new WorkerId("home", "n1");
  private static final WorkerId OTHER = new WorkerId("home", "n2");
  private static final ChannelTarget TARGET =
      new ChannelTarget.Port(new AttemptId(new JobId(7), 1), 0, 8080);

  private final List<Order.Open> ordered = new ArrayList<>();
  private final ByteArrayOutputStream node = new ByteArrayOutputStream();

  private Channels channels(Channels.Limits limits) {
    return new Channels(limits, (_, order, _) -> ordered.add(order));
  }

  private static Predicate<WorkerId> is(WorkerId worker) {
    return worker::equals;
  }

  private Optional<CompletableFuture<Void>> receives(Channels channels, WorkerId worker) {
    return channels.receives(ordered.getLast().channel(), is(worker), node::write);
  }

  private Optional<CompletableFuture<Void>> sends(
      Channels channels, WorkerId worker, InputStream from) {
    return channels.sends(ordered.getLast().channel(), is(worker), from);
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void bothDirectionsOpened_carryBytes_untilClosed() throws Exception {
    Channels channels = channels(Channels.Limits.DEFAULT);
    CompletableFuture<Channel> opening = channels.open(WORKER, TARGET);
    assertThat(opening).isNotDone();
    CompletableFuture<Void> received = receives(channels, WORKER).orElseThrow();
    assertThat(opening).isNotDone();
    CompletableFuture<Void> sent = sends(channels, WORKER, text("from the node")).orElseThrow();

    Channel channel = opening.get(1, TimeUnit.SECONDS);
    channel.output().write("to the node".getBytes(UTF_8));
    assertThat(channel.input().readAllBytes()).asString(UTF_8).isEqualTo("from the node");
    assertThat(node.toString(UTF_8)).isEqualTo("to the node");
    assertThat(received).isNotDone();
    assertThat(sent).isNotDone();
    channel.close();

    assertThat(received).isDone();
    assertThat(sent).isDone();
    assertThat(channels.size()).isZero();
    assertThatThrownBy(() -> channel.output().write(1)).isInstanceOf(IOException.class);
  }

  @Test
  void anotherWorker_cannotTakeAChannel() {
    Channels channels = channels(Channels.Limits.DEFAULT);
    CompletableFuture<Channel> opening = channels.open(WORKER, TARGET);

    assertThat(receives(channels, OTHER)).isEmpty();
    assertThat(sends(channels, OTHER, text(""))).isEmpty();
    channels.refused(ordered.getLast().channel(), is(OTHER), "not mine");

    assertThat(opening).isNotDone();
    assertThat(receives(channels, WORKER)).isPresent();
    assertThat(receives(channels, WORKER)).as("a second time").isEmpty();
  }

  @Test
  void workerThatRefuses_isQuoted() {
    Channels channels = channels(Channels.Limits.DEFAULT);
    CompletableFuture<Channel> opening = channels.open(WORKER, TARGET);
    channels.refused(ordered.getLast().channel(), is(WORKER), "nothing listens there");

    assertThatThrownBy(opening::get)
        .cause()
        .isInstanceOf(ChannelRefusedException.class)
        .hasMessage("nothing listens there");
    assertThat(channels.size()).isZero();
  }

  @Test
  void workerThatDoesNotCall_isNotWaitedForForEver() {
    Channels channels = channels(new Channels.Limits(4, 4, Duration.ofMillis(20)));
    CompletableFuture<Channel> opening = channels.open(WORKER, TARGET);

    assertThatThrownBy(() -> opening.get(5, TimeUnit.SECONDS))
        .cause()
        .hasMessageContaining("n1 did not open the channel");
    assertThat(sends(channels, WORKER, text(""))).as("too late").isEmpty();
    assertThat(channels.size()).isZero();
  }

  @Test
  void moreThanTheLimit_areRefused_perWorkerAndInAll() {
    Channels channels = channels(new Channels.Limits(2, 3, Duration.ofMinutes(1)));
    assertThat(channels.open(WORKER, TARGET)).isNotDone();
    assertThat(channels.open(WORKER, TARGET)).isNotDone();

    assertThatThrownBy(channels.open(WORKER, TARGET)::get)
        .cause()
        .hasMessageContaining("2 channels to node n1 are open");
    assertThat(channels.open(OTHER, TARGET)).isNotDone();
    assertThatThrownBy(channels.open(new WorkerId("home", "n3"), TARGET)::get)
        .cause()
        .hasMessageContaining("3 channels are open");
    channels.close();
    assertThat(channels.size()).isZero();
  }

  @Test
  void lostWorker_endsItsChannels_andNoOthers() throws Exception {
    Channels channels = channels(Channels.Limits.DEFAULT);
    CompletableFuture<Channel> opening = channels.open(WORKER, TARGET);
    CompletableFuture<Void> received = receives(channels, WORKER).orElseThrow();
    var _ = sends(channels, WORKER, text(""));
    CompletableFuture<Channel> unopened = channels.open(WORKER, TARGET);
    CompletableFuture<Channel> others = channels.open(OTHER, TARGET);
    channels.lose(WORKER);

    assertThat(received).isDone();
    assertThat(opening.get().end()).isDone();
    assertThatThrownBy(unopened::get).cause().hasMessageContaining("n1 is lost");
    assertThat(others).isNotDone();
  }

  @Test
  void manyOpenedAtOnce_byManyThreads_meetTheirOwnHalves() throws Exception {
    List<Order.Open> orders = Collections.synchronizedList(new ArrayList<>());
    Channels channels =
        new Channels(
            new Channels.Limits(500, 500, Duration.ofMinutes(1)),
            (_, order, _) -> orders.add(order));
    List<CompletableFuture<Channel>> openings = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      openings.add(channels.open(WORKER, TARGET));
    }
    List<Thread> threads = new ArrayList<>();
    for (Order.Open order : orders) {
      threads.add(
          Thread.startVirtualThread(
              () -> channels.sends(order.channel(), is(WORKER), text(order.channel()))));
      threads.add(
          Thread.startVirtualThread(() -> channels.receives(order.channel(), is(WORKER), _ -> {})));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < 200; i++) {
      Channel channel = openings.get(i).get(5, TimeUnit.SECONDS);
      assertThat(channel.input().readAllBytes()).asString(UTF_8).isEqualTo(orders.get(i).channel());
      channel.close();
    }
    assertThat(channels.size()).isZero();
  }
}
