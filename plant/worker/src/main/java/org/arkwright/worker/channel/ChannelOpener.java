package org.arkwright.worker.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.arkwright.protocol.Order;
import org.arkwright.worker.link.ServerAddress;
import org.arkwright.worker.link.ServerWords;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.supervise.RankObserver.RunningRank;
import org.arkwright.worker.transfer.ChannelledLogs;
import org.arkwright.worker.transfer.LogReader;

/**
 * Opens channels as ordered: for each a connection on which it receives, and one on which it sends,
 * with a thread each, so that either is held up when its reader is. Thread-safe.
 */
public final class ChannelOpener {
  /** As many as the control plane opens to one worker at most. */
  private static final int CHANNELS_MAX = 64;

  private static final int CHUNK_BYTES = 1 << 14;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int WORDS_MILLIS = 5_000;
  private static final long LOOK_MILLIS = 500;
  private static final Logger LOG = System.getLogger(ChannelOpener.class.getName());

  private final ServerAddress server;
  private final RankEnds ends;
  private final Semaphore free = new Semaphore(CHANNELS_MAX);

  /**
   * @param entries the folder for files that are gone once a program has started
   * @param channelled is told how far channels bring output
   * @param running returns the ranks that run now
   */
  public ChannelOpener(
      ServerAddress server,
      Path entries,
      RankIsolations isolations,
      LogReader logs,
      ChannelledLogs channelled,
      Supplier<List<RunningRank>> running) {
    this.server = server;
    this.ends = new RankEnds(running, logs, channelled, new RankTerminal(entries, isolations));
  }

  /** Opens a channel, soon; what keeps it from being opened is told to the control plane. */
  public void open(Order.Open order) {
    if (!free.tryAcquire()) {
      Thread.ofVirtual()
          .start(() -> refuse(order, "%d channels are open already".formatted(CHANNELS_MAX)));
      return;
    }
    Thread.ofPlatform()
        .name("channel-out")
        .daemon()
        .start(() -> {
          try {
            run(order);
          } finally {
            free.release();
          }
        });
  }

  private void run(Order.Open order) {
    ChannelEnd end;
    try {
      end = ends.open(order.target());
    } catch (IOException | RuntimeException e) {
      refuse(order, e.getMessage() == null ? e.toString() : e.getMessage());
      return;
    }
    AtomicBoolean over = new AtomicBoolean();
    Thread receiver = null;
    try {
      HttpURLConnection incoming = connect(order, "GET");
      incoming.setReadTimeout(0);
      if (incoming.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("the control plane answers " + ServerWords.of(incoming));
      }
      receiver =
          Thread.ofPlatform().name("channel-in").daemon().start(() -> receive(end, incoming, over));
      watch(order, end, over);
      send(order, end);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "a channel to " + order.target() + " broke: " + e);
    } finally {
      over.set(true);
      end.close();
      if (receiver != null) {
        join(receiver);
      }
      end.release();
    }
  }

  private static void receive(ChannelEnd end, HttpURLConnection incoming, AtomicBoolean over) {
    try (InputStream in = incoming.getInputStream()) {
      end.receive(in);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "a channel broke: " + e);
    } finally {
      over.set(true);
      end.close(); // The control plane has closed it, or is gone.
    }
  }

  private void send(Order.Open order, ChannelEnd end) throws IOException {
    HttpURLConnection outgoing = connect(order, "POST");
    outgoing.setDoOutput(true);
    outgoing.setChunkedStreamingMode(CHUNK_BYTES);
    outgoing.setRequestProperty("Content-Type", "application/octet-stream");
    outgoing.setReadTimeout(WORDS_MILLIS);
    try (OutputStream out = outgoing.getOutputStream()) {
      end.send(out);
    } finally {
      outgoing.disconnect();
    }
  }

  /** Ends what is open to a rank once the rank has ended. */
  private void watch(Order.Open order, ChannelEnd end, AtomicBoolean over) {
    Thread.ofVirtual()
        .name("channel-watch")
        .start(() -> {
          try {
            while (!over.get() && ends.isThere(order.target())) {
              Thread.sleep(LOOK_MILLIS);
            }
            end.close();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void refuse(Order.Open order, String why) {
    try {
      HttpURLConnection words = connect(order, "DELETE");
      words.setDoOutput(true);
      words.setRequestProperty("Content-Type", "text/plain; charset=utf-8");
      words.setReadTimeout(WORDS_MILLIS);
      try (OutputStream out = words.getOutputStream()) {
        out.write(why.getBytes(StandardCharsets.UTF_8));
      }
      int _ = words.getResponseCode();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "a refused channel was not told: " + e);
    }
  }

  private HttpURLConnection connect(Order.Open order, String method) throws IOException {
    HttpURLConnection connection = server.open("/worker/v1/channels/" + order.channel());
    connection.setRequestMethod(method);
    connection.setConnectTimeout(CONNECT_MILLIS);
    return connection;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
