package org.arkwright.control;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.policy.PlacementScore;

/**
 * States of the past, folded from the nearest snapshot before them. One thread folds and answers,
 * few states are kept and few questions wait, so that the past takes little from the present. What
 * takes too long is kept as far as it came, and goes on from there when it is asked for again.
 *
 * <p>Thread-safe; no method blocks.
 */
final class PastStates implements AutoCloseable {
  /** States that are kept at once; each is about as large as the writer's. */
  private static final int KEPT = 2;

  /** Questions that may wait. */
  private static final int WAITING_MAX = 32;

  /** How long one question may fold, well below what a client waits. */
  private static final long FOLDING_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

  private static final long IDLE_SECONDS = 30;

  /** From a kept state this near it is quicker than from a snapshot, in entries. */
  private static final long NEAR = 20_000;

  /** Entries read at once to find those of the same time. */
  private static final int CHUNK = 64;

  private final JournalReader journal;
  private final OrderingPolicy ordering;
  private final LongSupplier clock;
  private final long foldingNanosMax;
  private final ThreadPoolExecutor thread;

  /** On the thread alone; the latest used first. */
  private final Deque<Kept> kept = new ArrayDeque<>();

  /**
   * A state that is kept.
   *
   * @param nowNanos the time for which it answers
   */
  private record Kept(long position, long nowNanos, FollowedState state) {}

  /**
   * Creates the states of a journal's past; nothing is read before something is asked.
   *
   * @param clock the current time in nanoseconds since the epoch
   */
  PastStates(JournalReader journal, OrderingPolicy ordering, LongSupplier clock) {
    this(journal, ordering, clock, FOLDING_NANOS_MAX);
  }

  PastStates(
      JournalReader journal, OrderingPolicy ordering, LongSupplier clock, long foldingNanosMax) {
    this.journal = journal;
    this.ordering = ordering;
    this.clock = clock;
    this.foldingNanosMax = foldingNanosMax;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().name("arkwright-past").daemon().factory());
    thread.allowCoreThreadTimeOut(true);
  }

  /** Finds a position or a time of the past. */
  CompletableFuture<Past> at(Past.Point point) {
    return onThread(() ->
        switch (point) {
          case Past.Point.Position(long number) -> atPosition(number);
          case Past.Point.Time(long nanos) -> atTime(nanos);
        });
  }

  private Past atPosition(long number) {
    long last = journal.lastNumber();
    if (number < 0 || number > last) {
      return new Past.Nowhere(
          "a position of this journal, 0 to %d, where it ends now".formatted(last));
    }
    long nanos = timeOf(number);
    return at(number, nanos, nanos);
  }

  private Past atTime(long nanos) {
    long now = clock.getAsLong();
    long last = journal.lastNumber();
    long begin = last == 0 ? now : timeOf(1);
    if (nanos > Math.max(now, timeOf(last)) || nanos < begin) {
      return new Past.Nowhere(
          "a time from %s, when this journal begins, until now".formatted(text(begin)));
    }
    long position = lastBy(nanos, last);
    return at(position, timeOf(position), nanos);
  }

  private Past at(long position, long entryNanos, long nowNanos) {
    return new Past.At(
        position,
        entryNanos,
        nowNanos,
        submittedLater(position, entryNanos),
        new Source(position, nowNanos));
  }

  private static String text(long nanos) {
    return Instant.ofEpochSecond(0, nanos).toString();
  }

  /** Returns the number of the last entry by that time; times never go back. */
  private long lastBy(long nanos, long last) {
    long low = 0;
    long high = last;
    while (low < high) {
      long middle = (low + high + 1) / 2;
      if (timeOf(middle) <= nanos) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Returns the time of an entry; 0 before the first one. */
  private long timeOf(long number) {
    long[] time = new long[1];
    if (number > 0) {
      EventLog.replay(journal, number - 1, number, (_, event) -> time[0] = event.atNanos());
    }
    return time[0];
  }

  /** Returns what was submitted after the entry, at the time of the entry. */
  private Past.Unborn submittedLater(long position, long nanos) {
    Set<JobId> jobs = new HashSet<>();
    Set<PipelineId> pipelines = new HashSet<>();
    long last = journal.lastNumber();
    long[] read = {position, nanos};
    while (read[0] < last && read[1] == nanos) {
      EventLog.replay(
          journal,
          read[0],
          read[0] + CHUNK,
          (number, event) -> {
            read[0] = number;
            read[1] = event.atNanos();
            if (event.atNanos() != nanos) {
              return;
            }
            if (event instanceof Event.JobSubmitted submitted) {
              jobs.add(submitted.job());
            } else if (event instanceof PipelineEvent.PipelineSubmitted submitted) {
              pipelines.add(submitted.pipeline());
            }
          });
    }
    return new Past.Unborn(jobs, pipelines);
  }

  /** Answers questions about one state of the past. */
  private final class Source implements StateSource {
    private final long position;
    private final long nowNanos;

    Source(long position, long nowNanos) {
      this.position = position;
      this.nowNanos = nowNanos;
    }

    @Override
    public <T> CompletableFuture<T> read(Function<State, T> query) {
      return ask(seen -> query.apply(seen.state()));
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
      return onThread(() -> query.apply(state(position, nowNanos)));
    }

    @Override
    public long position() {
      return position;
    }
  }

  private <T> CompletableFuture<T> onThread(Supplier<T> question) {
    try {
      return CompletableFuture.supplyAsync(() -> answer(question), thread);
    } catch (RejectedExecutionException _) {
      return CompletableFuture.failedFuture(
          thread.isShutdown()
              ? shutDown()
              : new UnavailableException(
                  "%d questions about the past wait already; try again later."
                      .formatted(WAITING_MAX),
                  null));
    }
  }

  private <T> T answer(Supplier<T> question) {
    if (thread.isShutdown()) {
      throw shutDown();
    }
    try {
      return question.get();
    } catch (JournalException e) {
      throw new UnavailableException(
          "The past cannot be read: %s; try again later.".formatted(e.getMessage()), e);
    }
  }

  private static UnavailableException shutDown() {
    return new UnavailableException("The control plane is shutting down; try again later.", null);
  }

  /** Returns the state; on the thread alone. */
  private FollowedState state(long position, long nowNanos) {
    Optional<Kept> known =
        kept.stream()
            .filter(each -> each.position == position && each.nowNanos == nowNanos)
            .findFirst();
    Kept found = known.orElseGet(() -> folded(position, nowNanos));
    keep(found);
    return found.state;
  }

  private void keep(Kept state) {
    kept.remove(state);
    kept.addFirst(state);
    while (kept.size() > KEPT) {
      kept.removeLast();
    }
  }

  private Kept folded(long position, long nowNanos) {
    Base base = base(position);
    long reached = fold(base, position, System.nanoTime() + foldingNanosMax);
    if (reached < position) {
      long nanos = timeOf(reached);
      keep(
          new Kept(
              reached,
              nanos,
              FollowedState.past(base.state, reached, nanos, Cycle.idle(ordering))));
      throw new UnavailableException(
          "Position %d takes longer than %d s: the journal was read up to entry %d. Ask again, and"
                  .formatted(position, TimeUnit.NANOSECONDS.toSeconds(foldingNanosMax), reached)
              + " it is read on from there.",
          null);
    }
    Cycle cycle =
        new Scheduler(PlacementScore.DEFAULT, ordering)
            .plan(base.state, nowNanos, new SplittableRandom(0));
    return new Kept(position, nowNanos, FollowedState.past(base.state, position, nowNanos, cycle));
  }

  /** A state from which a later one is folded. */
  private record Base(State state, long number) {}

  /** Returns the nearest state at or before a position: one that is kept, or a snapshot. */
  private Base base(long position) {
    Optional<Kept> nearest =
        kept.stream()
            .filter(each -> each.position <= position)
            .max(Comparator.comparingLong(Kept::position));
    if (nearest.isPresent() && position - nearest.get().position < NEAR) {
      return copy(nearest.get());
    }
    long atLeast = nearest.map(Kept::position).orElse(0L);
    return journal
        .snapshotAt(position)
        .filter(snapshot -> snapshot.number() > atLeast)
        .flatMap(snapshot ->
            SnapshotForm.read(snapshot.image())
                .map(image -> new Base(State.from(image, ordering), snapshot.number())))
        .or(() -> nearest.map(this::copy))
        .orElseGet(() -> new Base(new State(ordering), 0));
  }

  private Base copy(Kept from) {
    return new Base(State.from(from.state.state().image(), ordering), from.position);
  }

  /** Folds entries up to the position, or until it is too late; returns the last one's number. */
  private long fold(Base base, long position, long untilNanos) {
    long[] reached = {base.number};
    try {
      EventLog.replay(
          journal,
          base.number,
          position,
          (number, event) -> {
            Kernel.apply(base.state, event);
            reached[0] = number;
            if (System.nanoTime() - untilNanos > 0) {
              throw new TooLate();
            }
          });
    } catch (TooLate _) {
      return reached[0];
    }
    return reached[0];
  }

  /** Ends a fold between two entries. */
  private static final class TooLate extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLate() {
      super("too late", null, false, false);
    }
  }

  /** Ends the thread; whoever waits is told so. */
  @Override
  public void close() {
    for (Runnable left : thread.shutdownNow()) {
      left.run();
    }
  }
}
