package org.arkwright.worker.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.Order;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.worker.Launches;
import org.arkwright.worker.LoopbackServer;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.supervise.RankObserver.RunningRank;
import org.arkwright.worker.transfer.ChannelledLogs;
import org.arkwright.worker.transfer.LogReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node's side of channels, against a control plane that is here, to a port that echoes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelOpenerTest {
  private static final AttemptId ATTEMPT = Launches.attempt(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MOST = 64;

  @TempDir private Path folder;
  private LoopbackServer server;
  private ServerSocket echo;
  private volatile List<RunningRank> running = List.of(new RunningRank(ATTEMPT, 0, 1));
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private ChannelOpener opener;

  /** The control plane's side of one channel. */
  private static final class Channel {
    final CountDownLatch close = new CountDownLatch(1);
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    byte[] toSend = {};
    volatile boolean opened;
    volatile boolean over;
    volatile String refused = "";

    synchronized int size() {
      return received.size();
    }

    synchronized byte[] bytes() {
      return received.toByteArray();
    }

    synchronized void add(byte[] bytes, int length) {
      received.write(bytes, 0, length);
    }
  }

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    server = new LoopbackServer(folder, "/worker/v1/channels/", this::answer);
    opener =
        new ChannelOpener(
            server.address(),
            folder,
            new NoIsolations(),
            new LogReader(new RankLogs(folder)),
            new ChannelledLogs(),
            () -> running);
  }

  @AfterEach
  void stop() throws IOException {
    channels.values().forEach(channel -> channel.close.countDown());
    server.close();
    echo.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = echo.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (socket) {
                socket.getInputStream().transferTo(socket.getOutputStream());
              } catch (IOException _) {
                // The other side was faster.
              }
            });
      }
    } catch (IOException _) {
      // It is over.
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Channel channel = channels.get(path.substring(path.lastIndexOf('/') + 1));
    try (exchange) {
      switch (exchange.getRequestMethod()) {
        case "GET" -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          out.write(channel.toSend);
          out.flush();
          channel.opened = true;
          channel.close.await();
        }
        case "POST" -> {
          InputStream in = exchange.getRequestBody();
          byte[] some = new byte[1000];
          for (int read = in.read(some); read >= 0; read = in.read(some)) {
            channel.add(some, read);
          }
          exchange.sendResponseHeaders(204, -1);
          channel.over = true;
        }
        default -> {
          channel.refused = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          exchange.sendResponseHeaders(204, -1);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Channel open(String name, int rank, byte[] toSend) {
    Channel channel = new Channel();
    channel.toSend = toSend;
    channels.put(name, channel);
    opener.open(new Order.Open(name, new ChannelTarget.Port(ATTEMPT, rank, echo.getLocalPort())));
    return channel;
  }

  @Test
  void port_getsWhatIsSent_andItsAnswersComeBack_untilTheControlPlaneCloses() throws Exception {
    Channel channel = open("a", 0, "hello".getBytes(UTF_8));
    until("the echo is back", () -> new String(channel.bytes(), UTF_8).equals("hello"));
    assertThat(channel.over).isFalse();
    channel.close.countDown();
    until("the node ends its side", () -> channel.over);
    assertThat(channel.refused).isEmpty();
  }

  @Test
  void rankThatDoesNotRunHere_isRefusedInWords() throws Exception {
    Channel channel = open("a", 3, new byte[0]);
    until("it is told", () -> !channel.refused.isEmpty());
    assertThat(channel.refused).contains("rank 3 of " + ATTEMPT, "does not run on this node");
    assertThat(channel.opened).isFalse();
  }

  @Test
  void endOfTheRank_endsItsChannels() throws Exception {
    Channel channel = open("a", 0, "x".getBytes(UTF_8));
    until("it is open", () -> channel.size() == 1);
    running = List.of();
    until("it is over", () -> channel.over);
  }

  @Test
  void moreThanThereMayBe_areRefused_andOneThatEndsMakesRoom() throws Exception {
    List<Channel> open = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      open.add(open("c" + i, 0, "x".getBytes(UTF_8)));
    }
    until("all are open", () -> open.stream().allMatch(channel -> channel.size() == 1));
    Channel one = open("more", 0, new byte[0]);
    until("it is refused", () -> one.refused.contains("64 channels are open already"));

    open.getFirst().close.countDown();
    until(
        "there is room again",
        () -> {
          Channel next = open("next", 0, "x".getBytes(UTF_8));
          until("it is answered", () -> next.opened || !next.refused.isEmpty());
          return next.opened;
        });
  }

  /** Back-pressure and order are of each channel alone. */
  @Test
  void manyAtOnce_eachGetItsOwnBytesBack_inOrder() throws Exception {
    for (int seed = 0; seed < 3; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Channel> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        byte[] bytes = new byte[1 + random.nextInt(300_000)];
        random.nextBytes(bytes);
        open.add(open("s" + seed + "-" + i, 0, bytes));
      }
      for (Channel channel : open) {
        until("all is back", () -> channel.size() >= channel.toSend.length);
        assertThat(channel.bytes()).as("seed %d", seed).isEqualTo(channel.toSend);
        channel.close.countDown();
      }
      until("all are over", () -> open.stream().allMatch(channel -> channel.over));
    }
  }

  private static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
    }
  }

  private static final class NoIsolations implements RankIsolations {
    @Override
    public void grant(Order.Launch launch) {}

    @Override
    public RankIsolation open(AttemptId attempt, int rank, JobSpec spec) {
      throw new IllegalStateException("no terminal is opened here");
    }

    @Override
    public RankIsolation adopt(AttemptId attempt, int rank, JobSpec spec) {
      throw new IllegalStateException("no terminal is opened here");
    }
  }
}
