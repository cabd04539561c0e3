package org.arkwright.worker.transfer;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.LogEnds;
import org.arkwright.protocol.LogPiece;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.worker.link.ServerAddress;
import org.arkwright.worker.supervise.LogDelivery;
import org.jspecify.annotations.Nullable;

/**
 * Sends what ranks write on this node to the control plane, at most four times a second, the output
 * of all ranks in one request. The control plane says how much it has of each, so it goes on there
 * after a failure on either side. Of a rank that is followed, a channel brings it at once, and this
 * sees to what the channel loses. What is never delivered is what was written in the last quarter
 * of a second before this host died.
 */
public final class LogRelay implements LogDelivery, Runnable {
  private static final Logger LOG = System.getLogger(LogRelay.class.getName());
  private static final long PAUSE_MILLIS = 250;
  private static final long PAUSE_MILLIS_MAX = 2_000;

  /** The most bytes in one request: sixteen megabytes a second. */
  private static final int REQUEST_BYTES_MAX = 4 << 20;

  /** How long the end of a rank waits for its output to be delivered. */
  private static final Duration DELIVERY_MAX = Duration.ofSeconds(30);

  private final RankLogs logs;
  private final LogReader reader;
  private final ChannelledLogs channelled;
  private final LogPost post;
  private int first;
  private final Map<Rank, Cursor> cursors = new TreeMap<>(Comparator.comparing(Rank::text));

  /** Sends pieces to the control plane. */
  @FunctionalInterface
  interface LogPost {
    LogEnds send(byte[] pieces) throws IOException;
  }

  private record Rank(AttemptId attempt, int rank) {
    String text() {
      return attempt + "." + rank;
    }
  }

  /** How far the output of a rank has been delivered, and who waits for that. */
  private static final class Cursor {
    long sent;
    boolean known;
    boolean wanted = true;
    long asked = -1;
    long waitingUntilNanos;
    long awaitedSize = -1;
    final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  }

  /**
   * Creates a relay that does nothing until it is run.
   *
   * @param logs the files on this node
   * @param channelled what goes by channels meanwhile
   */
  public static LogRelay of(
      RankLogs logs, ChannelledLogs channelled, ServerAddress address, NodeId node) {
    return new LogRelay(logs, channelled, new FileServer(address, node)::sendLogs);
  }

  LogRelay(RankLogs logs, ChannelledLogs channelled, LogPost post) {
    this.logs = logs;
    this.reader = new LogReader(logs);
    this.channelled = channelled;
    this.post = post;
  }

  @Override
  public void begin(AttemptId attempt, int rank) {
    synchronized (cursors) {
      var _ = cursors.computeIfAbsent(new Rank(attempt, rank), _ -> new Cursor());
    }
  }

  @Override
  public CompletionStage<Void> delivered(AttemptId attempt, int rank) {
    CompletableFuture<Void> delivered = new CompletableFuture<>();
    synchronized (cursors) {
      Cursor cursor = cursors.computeIfAbsent(new Rank(attempt, rank), _ -> new Cursor());
      cursor.awaitedSize = reader.size(attempt, rank);
      cursor.waitingUntilNanos = System.nanoTime() + DELIVERY_MAX.toNanos();
      cursor.waiting.add(delivered);
      cursors.notifyAll();
    }
    return delivered;
  }

  @Override
  public void forget(AttemptId attempt) {
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    synchronized (cursors) {
      cursors
          .entrySet()
          .removeIf(each ->
              each.getKey().attempt.equals(attempt) && waiting.addAll(each.getValue().waiting));
      cursors.keySet().removeIf(rank -> rank.attempt.equals(attempt));
    }
    waiting.forEach(each -> each.complete(null));
    try {
      Path folder = Objects.requireNonNull(logs.file(attempt, 0).getParent());
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
        Files.delete(Objects.requireNonNull(folder.getParent()));
      }
    } catch (DirectoryNotEmptyException _) {
      // Another attempt of the job is there.
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the output of " + attempt + " stays on this node", e);
    }
  }

  /** Delivers until the thread is interrupted. */
  @Override
  public void run() {
    long pause = PAUSE_MILLIS;
    try {
      while (true) {
        long begun = System.nanoTime();
        try {
          deliver();
          pause = PAUSE_MILLIS;
        } catch (IOException e) {
          LOG.log(Level.DEBUG, () -> "output was not delivered: " + e);
          pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
        } catch (RuntimeException e) {
          LOG.log(Level.WARNING, "output could not be delivered", e);
        }
        endWaiting();
        rest(begun, pause);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Rests, but no longer than until a rank ends: four times a second at the most all the same. */
  private void rest(long begunNanos, long pauseMillis) throws InterruptedException {
    synchronized (cursors) {
      if (cursors.values().stream().allMatch(cursor -> cursor.waiting.isEmpty())) {
        cursors.wait(pauseMillis);
      }
    }
    long due = begunNanos + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
  }

  /** Ends the waiting for output that is delivered, or will not be soon. */
  private void endWaiting() {
    List<CompletableFuture<Void>> over = new ArrayList<>();
    synchronized (cursors) {
      cursors.forEach((rank, cursor) -> {
        boolean delivered =
            !cursor.wanted
                || cursor.awaitedSize <= 0
                || (cursor.known && cursor.sent >= cursor.awaitedSize);
        boolean late = cursor.waitingUntilNanos - System.nanoTime() < 0;
        if (!cursor.waiting.isEmpty() && (delivered || late)) {
          if (!delivered) {
            note(rank, cursor);
          }
          over.addAll(cursor.waiting);
          cursor.waiting.clear();
        }
      });
    }
    over.forEach(each -> each.complete(null));
  }

  private void note(Rank rank, Cursor cursor) {
    String text =
        "arkwright: the last %d bytes above had not reached the server %d seconds after the end\n"
            .formatted(cursor.awaitedSize - cursor.sent, DELIVERY_MAX.toSeconds());
    LOG.log(Level.WARNING, rank.text() + ": " + text.strip());
    try {
      Files.writeString(
          logs.file(rank.attempt, rank.rank),
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the output of " + rank.text() + " does not say so", e);
    }
  }

  /** Sends what is new, if anything is. */
  void deliver() throws IOException {
    List<Rank> ranks;
    synchronized (cursors) {
      ranks = new ArrayList<>(cursors.keySet());
    }
    Collections.rotate(ranks, -first);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    List<Rank> sent = new ArrayList<>();
    for (Rank rank : ranks) {
      if (body.size() >= REQUEST_BYTES_MAX) {
        first = (first + ranks.indexOf(rank)) % ranks.size(); // They are the first next time.
        break;
      }
      LogPiece piece = next(rank);
      if (piece != null) {
        piece.writeTo(out);
        sent.add(rank);
      }
    }
    if (sent.isEmpty()) {
      return;
    }
    LogEnds ends = post.send(body.toByteArray());
    synchronized (cursors) {
      for (LogEnds.End end : ends.ends()) {
        Cursor cursor = cursors.get(new Rank(end.attempt(), end.rank()));
        if (cursor != null) {
          cursor.sent = end.size();
          cursor.known = true;
          cursor.wanted &= end.wanted();
        }
      }
    }
  }

  /** Returns what is to be sent next of a rank; null if that is nothing. */
  private @Nullable LogPiece next(Rank rank) throws IOException {
    long sent;
    synchronized (cursors) {
      Cursor cursor = cursors.get(rank);
      if (cursor == null || !cursor.wanted) {
        return null;
      }
      if (!cursor.known) {
        // How much an earlier worker has delivered is known to the control plane alone.
        boolean hasOutput = reader.size(rank.attempt, rank.rank) > 0;
        return hasOutput ? LogPiece.asking(rank.attempt, rank.rank) : null;
      }
      sent = cursor.sent;
      if (channelled.isBeyond(rank.attempt, rank.rank, sent) && cursor.asked != sent) {
        // A channel brings it faster: what is asked is whether it has, so that it goes once.
        cursor.asked = sent;
        return LogPiece.asking(rank.attempt, rank.rank);
      }
    }
    return reader.next(rank.attempt, rank.rank, sent, LogPiece.BYTES_MAX);
  }
}
