package org.arkwright.api.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.arkwright.control.StateReader;
import org.arkwright.dispatch.Channels;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.NodeId;
import org.arkwright.ranklog.RelayedLogs;

/**
 * Brings the output of ranks on other machines here as they write it, while somebody follows it:
 * one channel for each rank, whoever follows. What comes is added to the same file to which their
 * workers relay it four times a second, from the file's end on; so what a channel loses, or where
 * none can be opened, comes that way, and nothing twice. Thread-safe.
 */
public final class FollowedRanks {
  /**
   * What is kept of channels for other users, and what one may bring.
   *
   * @param perNode ranks of one node at a time
   * @param inAll ranks at a time
   * @param bytesPerSecond of one rank
   * @param pause between a channel's end and the next one, at the least
   * @param pauseMax between two when none could be had
   */
  public record Limits(
      int perNode, int inAll, long bytesPerSecond, Duration pause, Duration pauseMax) {
    public static final Limits DEFAULT =
        new Limits(16, 512, 16 << 20, Duration.ofMillis(250), Duration.ofSeconds(5));
  }

  /** Finds where ranks are; blocks. */
  @FunctionalInterface
  interface Places {
    RankPlace of(AttemptId attempt, int rank);
  }

  /** Leave to open one channel, until it is closed. */
  interface Seat extends AutoCloseable {
    @Override
    void close();
  }

  private final Predicate<AttemptId> allHere;
  private final Places places;
  private final Channels channels;
  private final RelayedLogs logs;
  private final Limits limits;
  private final Map<Rank, Shared> feeds = new HashMap<>();
  private final Map<NodeId, Integer> seats = new HashMap<>();

  private record Rank(AttemptId attempt, int rank) {}

  /** What brings a rank's output, and how many follow it. */
  private static final class Shared {
    private final RankFeed feed;
    private int followers;

    Shared(RankFeed feed) {
      this.feed = feed;
    }
  }

  /**
   * @param allHere whether all ranks of an attempt write on this machine, or no more; blocks
   */
  FollowedRanks(
      Predicate<AttemptId> allHere,
      Places places,
      Channels channels,
      RelayedLogs logs,
      Limits limits) {
    this.allHere = allHere;
    this.places = places;
    this.channels = channels;
    this.logs = logs;
    this.limits = limits;
  }

  /**
   * Opens none before somebody follows.
   *
   * @param here whether a node is this machine
   * @param logs where the output is kept
   */
  public static FollowedRanks of(
      StateReader reader, Predicate<NodeId> here, Channels channels, RelayedLogs logs) {
    return new FollowedRanks(
        attempt -> reader.read(state -> RankPlace.allHere(state, attempt, here)).join(),
        (attempt, rank) -> reader.read(state -> RankPlace.of(state, attempt, rank, here)).join(),
        channels,
        logs,
        Limits.DEFAULT);
  }

  /** Somebody's interest in a rank's output, until it is closed. */
  public interface Following extends AutoCloseable {
    /** Tells that there was an event of the job: what did not run yet may run now. */
    void look();

    @Override
    void close();
  }

  /** The interest of somebody who follows nothing. */
  public static final Following NOTHING =
      new Following() {
        @Override
        public void look() {}

        @Override
        public void close() {}
      };

  /** Brings the output of an attempt's ranks from now on. Blocks for a question to the state. */
  public Following follow(AttemptId attempt, int first, int last) {
    if (allHere.test(attempt)) {
      return NOTHING; // As most are: nothing is to be brought, now or later.
    }
    List<Following> all =
        IntStream.rangeClosed(first, last).mapToObj(rank -> follow(attempt, rank)).toList();
    return new Following() {
      @Override
      public void look() {
        all.forEach(Following::look);
      }

      @Override
      public void close() {
        all.forEach(Following::close);
      }
    };
  }

  /** Brings a rank's output from now on. */
  Following follow(AttemptId attempt, int rank) {
    Rank key = new Rank(attempt, rank);
    join(key);
    AtomicBoolean closed = new AtomicBoolean();
    return new Following() {
      @Override
      public void look() {
        synchronized (feeds) {
          Shared shared = feeds.get(key);
          if (shared != null) {
            shared.feed.look();
          }
        }
      }

      @Override
      public void close() {
        if (closed.compareAndSet(false, true)) {
          leave(key);
        }
      }
    };
  }

  private void join(Rank key) {
    synchronized (feeds) {
      Shared shared = feeds.get(key);
      if (shared == null) {
        RankFeed feed =
            new RankFeed(
                key.attempt,
                key.rank,
                () -> places.of(key.attempt, key.rank),
                this::seat,
                channels,
                logs);
        shared = new Shared(feed);
        feeds.put(key, shared);
        feed.start(limits);
      }
      shared.followers++;
    }
  }

  private void leave(Rank key) {
    Shared shared;
    synchronized (feeds) {
      shared = feeds.get(key);
      if (shared == null || --shared.followers > 0) {
        return;
      }
      feeds.remove(key);
    }
    shared.feed.close();
  }

  /** Gives leave for a channel to a node; empty while there are as many as may be. */
  private Optional<Seat> seat(NodeId node) {
    synchronized (seats) {
      int taken = seats.getOrDefault(node, 0);
      if (taken >= limits.perNode || channelsTaken() >= limits.inAll) {
        return Optional.empty();
      }
      seats.put(node, taken + 1);
    }
    return Optional.of(() -> {
      synchronized (seats) {
        seats.computeIfPresent(node, (_, taken) -> taken == 1 ? null : taken - 1);
      }
    });
  }

  /** How many channels bring output now, or are being opened. */
  int channelsTaken() {
    synchronized (seats) {
      return seats.values().stream().mapToInt(Integer::intValue).sum();
    }
  }
}
