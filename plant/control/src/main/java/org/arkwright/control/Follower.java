package org.arkwright.control;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.ControlPlane.Subscription;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.State;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.thread.ServiceThread;
import org.jspecify.annotations.Nullable;

/**
 * Answers whoever only reads, so that the writer need not: it folds durable events into a state of
 * its own, on its own thread, and hands them on to subscribers. Thread-safe; no method blocks.
 *
 * <p>Commits and reads share one queue, and the writer adds a commit before it answers a client. So
 * a read that is asked for after an answer sees what the answer told, without waiting for any
 * position.
 *
 * <p>The writer never waits for it: of commits that it is too slow to take, none are kept, and it
 * reads the journal instead.
 */
public final class Follower implements StateReader, AutoCloseable {
  /** More commits than this are not kept, but read from the journal. */
  private static final int COMMITS_MAX = 10_000;

  /** The longest time that an answer is waited for once the follower has begun. */
  private static final long PATIENCE_SECONDS = 30;

  private static final Duration ENDING = Duration.ofMillis(500);

  /** The most past events handed on at once. */
  private static final int CHUNK = 500;

  private final JournalReader journal;
  private final OrderingPolicy ordering;
  private final int commitsMax;
  private final Clock clock = Clock.systemUTC();
  private final PastStates past;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final AtomicInteger commits = new AtomicInteger();
  private final Set<CatchUpFeed> feeds = ConcurrentHashMap.newKeySet();
  private final ServiceThread thread = ServiceThread.of("arkwright-follower", this::run);
  private volatile boolean begun;
  private volatile boolean closed;

  /** The number of the last durable entry that the writer has told of. */
  private volatile long told;

  /** The number of the last entry that is folded. */
  private volatile long reached;

  /** Only on the follower's thread, as all below; absent until it begins and after a fault. */
  private @Nullable FollowedState followed;

  private final List<CatchUpFeed> listeners = new ArrayList<>();

  /** The number of the last event that the listeners were told. */
  private long handedOn;

  private sealed interface Task {}

  private record Take(Commit commit) implements Task {}

  /** An action for the follower's thread. */
  private record Run(Runnable action) implements Task {}

  /**
   * A question.
   *
   * @param number the position that the answer must include
   */
  private record Read(long number, Function<FollowedState, ?> query, CompletableFuture<Object> to)
      implements Task {}

  /**
   * Creates a follower that has not begun; reads wait until it does.
   *
   * @param ordering the order of queued gangs, as in the writer's state
   */
  Follower(JournalReader journal, OrderingPolicy ordering) {
    this(journal, ordering, COMMITS_MAX);
  }

  Follower(JournalReader journal, OrderingPolicy ordering, int commitsMax) {
    this.journal = journal;
    this.ordering = ordering;
    this.commitsMax = commitsMax;
    this.past = new PastStates(journal, ordering, this::now);
  }

  /**
   * Begins to follow a writer that has recovered; on the writer's thread, or before it starts. The
   * second state shares its records with the writer's.
   */
  void begin(Controller writer) {
    State state = State.from(writer.state().image(), ordering);
    Commit from = writer.follow(this::onCommit);
    followed = new FollowedState(state, from.number(), from.cycle(), this::now);
    told = from.number();
    reached = from.number();
    handedOn = from.number();
    begun = true;
    var _ = thread.start();
  }

  private long now() {
    return KernelClock.nanos(clock.instant());
  }

  @Override
  public <T> CompletableFuture<T> read(Function<State, T> query) {
    return ask(seen -> query.apply(seen.state()));
  }

  @Override
  public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    add(new Read(told, query, result));
    CompletableFuture<T> answer = result.thenApply(Follower::cast);
    return begun
        ? answer
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .exceptionallyCompose(problem -> CompletableFuture.failedFuture(late(problem)))
        : answer;
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // The query of the same call made it.
  private static <T> T cast(Object answer) {
    return (T) answer;
  }

  private Throwable late(Throwable problem) {
    return problem instanceof TimeoutException
        ? new UnavailableException(
            "What is asked for could not be read within %d s: the follower is at entry %d of %d%s. "
                    .formatted(
                        PATIENCE_SECONDS,
                        reached,
                        told,
                        thread.trouble().map(text -> " (" + text + ")").orElse(""))
                + "Commands are still taken; try again later.",
            null)
        : problem;
  }

  @Override
  public Subscription subscribe(long after, EventListener listener) {
    CatchUpFeed feed = new CatchUpFeed(journal, after, listener);
    feeds.add(feed);
    add(
        new Run(() -> {
          listeners.add(feed);
          feed.start();
        }));
    return () -> {
      feed.close();
      feeds.remove(feed);
      add(new Run(() -> listeners.remove(feed)));
    };
  }

  @Override
  public CompletableFuture<Past> at(Past.Point point) {
    return past.at(point);
  }

  /** The position that every answer from now on includes: what a client was told last, or later. */
  @Override
  public long position() {
    return told;
  }

  /** What keeps readers from being answered or events from being handed on, if anything does. */
  public Optional<String> trouble() {
    return thread
        .trouble()
        .or(() -> feeds.stream().flatMap(feed -> feed.trouble().stream()).findFirst());
  }

  /** Ends the thread; whoever waits is told so. */
  @Override
  public void close() {
    closed = true;
    past.close();
    feeds.forEach(CatchUpFeed::close);
    tasks.add(new Run(() -> {})); // Wakes the thread.
    if (thread.wasStarted()) {
      try {
        if (!thread.join(ENDING)) {
          thread.interrupt(); // It rests after a fault.
          thread.join();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    failAll();
  }

  /** On the writer's thread. */
  private void onCommit(Commit commit) {
    if (commits.incrementAndGet() <= commitsMax) {
      tasks.add(new Take(commit));
    } else {
      commits.decrementAndGet();
    }
    told = commit.number();
  }

  private void add(Task task) {
    tasks.add(task);
    // The thread may have drained the queue for the last time just before.
    if (closed) {
      failAll();
    }
  }

  private void failAll() {
    List<Task> left = new ArrayList<>();
    tasks.drainTo(left);
    for (Task task : left) {
      if (task instanceof Read read) {
        read.to.completeExceptionally(shutDown());
      }
    }
  }

  private void run() throws InterruptedException {
    FollowedState current = followed == null ? rebuilt() : followed;
    followed = current;
    try {
      while (!closed) {
        handle(current, tasks.take());
        if (tasks.isEmpty() && current.number() < told) {
          catchUp(current, told);
          handOn(current.number());
        }
      }
    } catch (JournalException e) {
      throw e; // The state is right, only behind.
    } catch (RuntimeException | Error e) {
      followed = null; // It may be in the middle of something.
      throw e;
    }
  }

  private FollowedState rebuilt() {
    Recovery recovery = Recovery.of(journal, ordering);
    reached = recovery.number();
    return new FollowedState(recovery.state(), recovery.number(), Cycle.idle(ordering), this::now);
  }

  private void handle(FollowedState current, Task task) {
    switch (task) {
      case Take(Commit commit) -> {
        commits.decrementAndGet();
        if (!current.take(commit)) {
          catchUp(current, commit.number());
          var _ = current.take(commit);
        }
        reached = current.number();
        handOn(commit.events());
      }
      case Run(Runnable action) -> action.run();
      case Read read -> answer(current, read);
    }
  }

  /** Reads from the journal what was not kept, if the state is not there yet. */
  private void catchUp(FollowedState current, long number) {
    if (current.number() < number) {
      EventLog.replay(journal, current.number(), number, current::take);
      reached = current.number();
    }
  }

  private void answer(FollowedState current, Read read) {
    if (read.to.isDone()) {
      return; // Whoever asked has given up.
    }
    try {
      catchUp(current, read.number);
      read.to.complete(read.query.apply(current));
    } catch (JournalException e) {
      read.to.completeExceptionally(
          new UnavailableException(
              "The follower is at entry %d of %d and cannot read on: %s; try again later."
                  .formatted(current.number(), told, e.getMessage()),
              e));
    } catch (RuntimeException e) {
      read.to.completeExceptionally(e);
    } catch (Error e) {
      read.to.completeExceptionally(e); // Whoever asked need not wait for what will not come.
      throw e;
    }
  }

  private void handOn(List<NumberedEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    handOn(events.getFirst().number() - 1);
    if (events.getLast().number() > handedOn) {
      listeners.forEach(feed -> feed.onEvents(events));
      handedOn = events.getLast().number();
    }
  }

  /** Hands on from the journal what is missing up to that number. */
  private void handOn(long upTo) {
    if (handedOn < upTo && !listeners.isEmpty()) {
      List<NumberedEvent> chunk = new ArrayList<>(CHUNK);
      EventLog.replay(
          journal,
          handedOn,
          upTo,
          (number, event) -> {
            chunk.add(new NumberedEvent(number, event));
            if (chunk.size() == CHUNK) {
              handOnChunk(chunk);
            }
          });
      handOnChunk(chunk);
    }
    handedOn = Math.max(handedOn, upTo);
  }

  private void handOnChunk(List<NumberedEvent> chunk) {
    if (!chunk.isEmpty()) {
      List<NumberedEvent> events = List.copyOf(chunk);
      chunk.clear();
      listeners.forEach(feed -> feed.onEvents(events));
      handedOn = events.getLast().number();
    }
  }

  private static UnavailableException shutDown() {
    return new UnavailableException("The control plane is shutting down; try again later.", null);
  }
}
