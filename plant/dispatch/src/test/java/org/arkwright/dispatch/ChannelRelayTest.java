package org.arkwright.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.arkwright.engine.Observed;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ChannelTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that knows nothing but an address, and a node that is reached by a channel. */
@Timeout(30)
final class ChannelRelayTest {
  private static final WorkerId WORKER = new WorkerId("home", "n1");
  private static final ChannelTarget TARGET =
      new ChannelTarget.Port(new AttemptId(new JobId(7), 1), 0, 8080);

  private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();

  /** A node that answers every channel with what it is given here. */
  private Channels node(InputStream answer) {
    Channels[] self = new Channels[1];
    self[0] =
        new Channels(
            new Channels.Limits(2, 2, Duration.ofMinutes(1)),
            (_, order, _) -> {
              self[0].receives(order.channel(), WORKER::equals, this::arrive);
              self[0].sends(order.channel(), WORKER::equals, answer);
            });
    return self[0];
  }

  private synchronized void arrive(byte[] bytes) {
    arrived.writeBytes(bytes);
  }

  private synchronized String arrived() {
    return arrived.toString(UTF_8);
  }

  private static Socket connect(ChannelRelay relay) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), relay.port());
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void connection_carriesBothDirections_andEndsWithTheNodes() throws Exception {
    PipedOutputStream answering = new PipedOutputStream();
    Channels channels = node(new PipedInputStream(answering));
    try (ChannelRelay relay = ChannelRelay.open(channels, WORKER, TARGET);
        Socket client = connect(relay)) {
      client.getOutputStream().write("to the node".getBytes(UTF_8));
      Observed.until("it has arrived", () -> arrived().equals("to the node"));
      answering.write("from the node".getBytes(UTF_8));
      answering.close();
      assertThat(client.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("from the node");
      Observed.until("the channel is closed", () -> channels.size() == 0);
    }
  }

  @Test
  void clientThatGoes_closesItsChannel() throws Exception {
    Channels channels = node(new PipedInputStream(new PipedOutputStream()));
    try (ChannelRelay relay = ChannelRelay.open(channels, WORKER, TARGET)) {
      Socket client = connect(relay);
      Observed.until("the channel is open", () -> channels.size() == 1);
      client.close();
      Observed.until("the channel is closed", () -> channels.size() == 0);
    }
  }

  @Test
  void severalRelays_haveAPortEach() throws Exception {
    try (ChannelRelay one = ChannelRelay.open(node(text("one")), WORKER, TARGET);
        ChannelRelay other = ChannelRelay.open(node(text("other")), WORKER, TARGET);
        Socket toOne = connect(one);
        Socket toOther = connect(other)) {
      assertThat(toOne.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("one");
      assertThat(toOther.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("other");
    }
  }

  @Test
  void nodeThatRefuses_looksLikeAPortAtWhichNothingListens() throws Exception {
    Channels channels =
        new Channels(Channels.Limits.DEFAULT, (_, _, refused) -> refused.accept("no such worker"));
    try (ChannelRelay relay = ChannelRelay.open(channels, WORKER, TARGET);
        Socket client = connect(relay)) {
      assertThat(client.getInputStream().read()).isNegative();
    }
  }

  @Test
  void close_endsConnections_andThePortIsFreeAgain() throws Exception {
    Channels channels = node(new PipedInputStream(new PipedOutputStream()));
    ChannelRelay relay = ChannelRelay.open(channels, WORKER, TARGET);
    try (Socket client = connect(relay)) {
      Observed.until("the channel is open", () -> channels.size() == 1);
      relay.close();
      assertThat(firstByte(client)).isEmpty();
      Observed.until("the channel is closed", () -> channels.size() == 0);
      assertThatThrownBy(() -> connect(relay)).isInstanceOf(ConnectException.class);
    }
  }

  /** Empty at the end of the connection, however it ended. */
  private static Optional<Integer> firstByte(Socket client) {
    try {
      return Optional.of(client.getInputStream().read()).filter(read -> read >= 0);
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
