package org.arkwright.control;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.arkwright.engine.Engine;
import org.arkwright.journal.Journal;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.Request;
import org.arkwright.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control plane as a thread around a {@link Controller}. Commands that arrive while one batch
 * is made durable form the next, so batches grow with the load and no timer is needed.
 */
public final class ControlThread implements ControlPlane, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlThread.class);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Journal journal;
  private final Controller controller;
  private final long snapshotEvery;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final Follower follower;
  private final JournalOutage outage = new JournalOutage();
  private @Nullable Thread thread;
  private volatile @Nullable Snapshotter snapshots;
  private volatile boolean closed;
  private volatile boolean failed;

  /** Accessed on the writer's thread only. */
  private boolean running = true;

  /** An action for the writer's thread; its result fails when that thread has ended. */
  private record Task(Runnable action, CompletableFuture<?> result) {}

  private ControlThread(Journal journal, Engine engine, Scheduler scheduler, long snapshotEvery) {
    this.journal = journal;
    this.snapshotEvery = snapshotEvery;
    this.follower = new Follower(journal, scheduler.ordering());
    this.controller =
        new Controller(
            journal,
            engine,
            scheduler,
            new SplittableRandom(),
            (during, cause) -> log.error("Bug while {}", during, cause));
  }

  /**
   * Returns a control plane that has not started; calls wait until {@link #start()}.
   *
   * @param scheduler a scheduler with the site's policies; owned by the thread from now on
   */
  public static ControlThread of(Journal journal, Engine engine, Scheduler scheduler) {
    return new ControlThread(journal, engine, scheduler, Snapshotter.EVERY_DEFAULT);
  }

  /**
   * Recovers from the journal, starts the engine and then the writer's thread. The caller closes
   * the journal and the engine, after this control plane.
   *
   * @throws org.arkwright.journal.JournalException when the journal cannot be read
   */
  public void start() {
    controller.start(KernelClock.nanos(Clock.systemUTC().instant()), this::observe);
    run();
  }

  /** As {@link #start()}; the start is the first entry, before the engine is told anything. */
  public <E extends Exception> void start(Controller.StartRule<E> rule) throws E {
    controller.start(KernelClock.nanos(Clock.systemUTC().instant()), rule, this::observe);
    run();
  }

  private void run() {
    KernelClock clock = new KernelClock(Clock.systemUTC(), System::nanoTime, controller.nowNanos());
    Snapshotter snapshotter =
        new Snapshotter(journal, follower, controller.snapshotNumber(), snapshotEvery);
    snapshots = snapshotter;
    follower.begin(controller);
    thread = Thread.ofPlatform().name("arkwright-writer").start(() -> run(clock, snapshotter));
  }

  /** Starts a control plane with the default policies. */
  public static ControlThread start(Journal journal, Engine engine) {
    return start(journal, engine, new Scheduler());
  }

  /** Starts a control plane with the scheduler's policies. */
  public static ControlThread start(Journal journal, Engine engine, Scheduler scheduler) {
    ControlThread control = of(journal, engine, scheduler);
    control.start();
    return control;
  }

  static ControlThread start(Journal journal, Engine engine, long snapshotEvery) {
    ControlThread control = new ControlThread(journal, engine, new Scheduler(), snapshotEvery);
    control.start();
    return control;
  }

  @Override
  public CompletableFuture<Answer> submit(Request request) {
    CompletableFuture<Answer> result = new CompletableFuture<>();
    enqueue(new Task(() -> controller.offer(request, completing(result)), result));
    return result;
  }

  /** Completes on the writer's thread: shows that it takes commands. */
  public CompletableFuture<Void> beat() {
    CompletableFuture<Void> result = new CompletableFuture<>();
    enqueue(new Task(() -> result.complete(null), result));
    return result;
  }

  @Override
  public StateReader reader() {
    return follower;
  }

  /** Stops the thread after the current batch; unanswered calls fail. */
  @Override
  public void close() {
    enqueue(new Task(() -> running = false, new CompletableFuture<>()));
    Thread writer = thread;
    if (writer == null) {
      end();
    } else {
      try {
        writer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    follower.close();
  }

  /**
   * What keeps commands from being taken or events from being handed on, if anything does. Any
   * thread. The writer is never started again after a fault: only a recovery from the journal gives
   * a state that is known to be right.
   */
  public Optional<String> trouble() {
    if (failed) {
      return Optional.of("arkwright-writer has ended; restart the server");
    }
    Snapshotter snapshotter = snapshots;
    return outage
        .trouble()
        .or(follower::trouble)
        .or(() -> snapshotter == null ? Optional.empty() : snapshotter.trouble());
  }

  private CompletionStage<Void> observe(List<Observation> batch) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    batch.forEach(_ -> answers.add(new CompletableFuture<>()));
    CompletableFuture<Void> result =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
    enqueue(
        new Task(
            () -> {
              for (int i = 0; i < batch.size(); i++) {
                controller.observed(batch.get(i), completing(answers.get(i)));
              }
            },
            result));
    return result;
  }

  private void enqueue(Task task) {
    tasks.add(task);
    // The thread may have drained the queue for the last time just before.
    if (closed && tasks.remove(task)) {
      task.result.completeExceptionally(shutDown());
    }
  }

  private void run(KernelClock clock, Snapshotter snapshotter) {
    try {
      while (running) {
        takeTasks(clock);
        while (controller.step(clock.nowNanos())) {
          takeWaitingTasks();
        }
        outage.note(controller.journalFailures());
        snapshotter.grown(controller.number());
      }
    } catch (Throwable e) {
      failed = true;
      log.error("The writer thread has ended; restart the server", e);
      throw e;
    } finally {
      end();
      snapshotter.close();
    }
  }

  /** Stops answering, and fails every pending call. */
  private void end() {
    closed = true;
    controller.refuseAll(shutDown());
    List<Task> left = new ArrayList<>();
    tasks.drainTo(left);
    left.forEach(task -> task.result.completeExceptionally(shutDown()));
  }

  private void takeTasks(KernelClock clock) {
    try {
      Task first = tasks.poll(untilNextStepNanos(clock), TimeUnit.NANOSECONDS);
      if (first != null) {
        first.action.run();
      }
    } catch (InterruptedException e) {
      running = false;
    }
    takeWaitingTasks();
  }

  private void takeWaitingTasks() {
    List<Task> more = new ArrayList<>();
    tasks.drainTo(more, Controller.BATCH_MAX);
    more.forEach(task -> task.action.run());
  }

  private long untilNextStepNanos(KernelClock clock) {
    OptionalLong next = controller.nextStepNanos();
    return next.isEmpty() ? IDLE_NANOS : Math.max(0, next.getAsLong() - clock.nowNanos());
  }

  private static AnswerSink completing(CompletableFuture<Answer> result) {
    return new AnswerSink() {
      @Override
      public void answered(Answer answer) {
        result.complete(answer);
      }

      @Override
      public void failed(UnavailableException cause) {
        result.completeExceptionally(cause);
      }
    };
  }

  private static UnavailableException shutDown() {
    return new UnavailableException("The control plane is shutting down; try again later.", null);
  }
}
