package org.arkwright.api.stream;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.arkwright.api.transfer.RateBucket;
import org.arkwright.dispatch.Channel;
import org.arkwright.dispatch.ChannelRefusedException;
import org.arkwright.dispatch.Channels;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.LogPiece;
import org.arkwright.ranklog.RelayedLogs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one rank's output from its machine by one channel after another, on a thread of its own,
 * until the rank has ended or this is closed. Closing is thread-safe.
 */
final class RankFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RankFeed.class);

  private final AttemptId attempt;
  private final int rank;
  private final Supplier<RankPlace> place;
  private final Function<NodeId, Optional<FollowedRanks.Seat>> seats;
  private final Channels channels;
  private final RelayedLogs logs;
  private @Nullable Channel open;
  private boolean closed;
  private boolean looked;

  /**
   * @param place finds where the rank is; blocks
   * @param seats gives leave for a channel
   * @param logs where the output is kept
   */
  RankFeed(
      AttemptId attempt,
      int rank,
      Supplier<RankPlace> place,
      Function<NodeId, Optional<FollowedRanks.Seat>> seats,
      Channels channels,
      RelayedLogs logs) {
    this.attempt = attempt;
    this.rank = rank;
    this.place = place;
    this.seats = seats;
    this.channels = channels;
    this.logs = logs;
  }

  void start(FollowedRanks.Limits limits) {
    Thread.ofVirtual().name("arkwright-followed").start(() -> run(limits));
  }

  private void run(FollowedRanks.Limits limits) {
    RateBucket rate = new RateBucket(limits.bytesPerSecond(), System::nanoTime);
    long pause = limits.pause().toMillis();
    try {
      while (true) {
        synchronized (this) {
          looked = false;
        }
        switch (place.get()) {
          case RankPlace.Here _ -> {
            return;
          }
          case RankPlace.NotYet _ -> awaitLook();
          case RankPlace.Elsewhere(NodeId node) -> {
            pause =
                bringFrom(node, rate)
                    ? limits.pause().toMillis()
                    : Math.min(2 * pause, limits.pauseMax().toMillis());
            rest(pause);
          }
        }
        if (isClosed()) {
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Its followers still have what the relay brings.
      log.warn("The output of rank {} of {} is not brought by a channel", rank, attempt, e);
    }
  }

  private synchronized void awaitLook() throws InterruptedException {
    while (!closed && !looked) {
      wait();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Has it find out again where a rank is that did not run yet. */
  synchronized void look() {
    looked = true;
    notifyAll();
  }

  /** Waits; returns whether this was closed. */
  private synchronized boolean rest(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; !closed && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    return closed;
  }

  /** Adds what one channel brings until it ends; returns whether it brought anything. */
  private boolean bringFrom(NodeId node, RateBucket rate) throws InterruptedException {
    Optional<FollowedRanks.Seat> leave = seats.apply(node);
    if (leave.isEmpty()) {
      return false;
    }
    try (FollowedRanks.Seat _ = leave.get();
        Channel channel = open(node)) {
      if (!keep(channel)) {
        return false;
      }
      return add(channel, rate);
    } catch (IOException e) {
      log.debug("The channel to rank {} of {} ended: {}", rank, attempt, e.getMessage());
      return false;
    }
  }

  private Channel open(NodeId node) throws IOException, InterruptedException {
    ChannelTarget.Log target = new ChannelTarget.Log(attempt, rank, logs.size(attempt, rank));
    CompletableFuture<Channel> opening = channels.open(WorkerId.ofNode(node), target);
    try {
      return opening.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ChannelRefusedException refused) {
        throw new IOException(refused.getMessage(), refused);
      }
      throw new IOException(e.getCause());
    }
  }

  /** Has it closed with this; false if this is closed already. */
  private synchronized boolean keep(Channel channel) {
    open = channel;
    return !closed;
  }

  private boolean add(Channel channel, RateBucket rate) throws InterruptedException {
    boolean brought = false;
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(channel.input()))) {
      for (Optional<LogPiece> next = LogPiece.readFrom(in);
          next.isPresent();
          next = LogPiece.readFrom(in)) {
        LogPiece piece = next.get();
        if (!piece.attempt().equals(attempt) || piece.rank() != rank) {
          throw new IOException("it brings the output of another rank");
        }
        if (logs.add(piece).filter(end -> end >= piece.end()).isEmpty()) {
          return brought; // It is removed here, or something is missing before it.
        }
        brought = true;
        // Not read meanwhile, so the worker is held up, and reads its file no faster.
        if (rest(TimeUnit.NANOSECONDS.toMillis(rate.take(piece.content().length)))) {
          return brought;
        }
      }
    } catch (IOException e) {
      log.debug("The channel to rank {} of {} broke: {}", rank, attempt, e.getMessage());
    }
    return brought;
  }

  /** Ends it and its channel; what is on its way comes by the relay. */
  @Override
  public void close() {
    Channel channel;
    synchronized (this) {
      closed = true;
      channel = open;
      notifyAll();
    }
    if (channel != null) {
      channel.close();
    }
  }
}
