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
import java.util.function.Function;
import java.util.function.Supplier;
import org.arkwright.engine.Engine;
import org.arkwright.journal.Journal;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.JobId;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.explain.Explanation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control plane as a thread around a {@link Controller}. What arrives while one batch is made
 * durable forms the next, so batches grow with the load and nobody waits for a timer.
 */
public final class ControlThread implements ControlPlane, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlThread.class);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Journal journal;
  private final Controller controller;
  private final long snapshotEvery;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private @Nullable Thread thread;
  private volatile boolean closed;

  /** Touched on the writer's thread alone. */
  private boolean running = true;

  /** Something to do on the writer's thread, or to fail when there is no such thread any more. */
  private record Task(Runnable action, CompletableFuture<?> result) {}

  private ControlThread(Journal journal, Engine engine, Scheduler scheduler, long snapshotEvery) {
    this.journal = journal;
    this.snapshotEvery = snapshotEvery;
    this.controller =
        new Controller(
            journal,
            engine,
            scheduler,
            new SplittableRandom(),
            (during, cause) -> log.error("A bug, while {}", during, cause));
  }

  /**
   * A control plane that has not begun; what is asked of it waits until {@link #start()}.
   *
   * @param scheduler of the site's own policies; it belongs to the thread from now on
   */
  public static ControlThread of(Journal journal, Engine engine, Scheduler scheduler) {
    return new ControlThread(journal, engine, scheduler, Snapshotter.EVERY_DEFAULT);
  }

  /**
   * Recovers from the journal, starts the engine and then the writer's thread. The caller closes
   * journal and engine, after this.
   *
   * @throws org.arkwright.journal.JournalException when the journal cannot be read
   */
  public void start() {
    controller.start(KernelClock.nanos(Clock.systemUTC().instant()), this::observe);
    KernelClock clock = new KernelClock(Clock.systemUTC(), System::nanoTime, controller.nowNanos());
    Snapshotter snapshotter = new Snapshotter(journal, controller.snapshotNumber(), snapshotEvery);
    thread = Thread.ofPlatform().name("arkwright-writer").start(() -> run(clock, snapshotter));
  }

  /** Makes a control plane with the default policies, and starts it. */
  public static ControlThread start(Journal journal, Engine engine) {
    return start(journal, engine, new Scheduler());
  }

  /** The same with other policies. */
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
  public CompletableFuture<Answer> submit(Command command, Optional<CommandOrigin> origin) {
    CompletableFuture<Answer> result = new CompletableFuture<>();
    enqueue(new Task(() -> controller.offer(command, origin, into(result)), result));
    return result;
  }

  @Override
  public <T> CompletableFuture<T> read(Function<State, T> question) {
    return onWriter(() -> question.apply(controller.state()));
  }

  @Override
  public CompletableFuture<Optional<Explanation>> explain(JobId job) {
    return onWriter(() -> controller.explain(job));
  }

  @Override
  public Subscription subscribe(long after, EventListener listener) {
    CatchUpFeed feed = new CatchUpFeed(after, listener);
    enqueue(
        new Task(
            () -> {
              controller.addListener(feed);
              // The journal may be long, and reading it may block in native code.
              Thread.ofPlatform().name("arkwright-feed").daemon().start(() -> catchUp(feed));
            },
            new CompletableFuture<>()));
    return () -> unsubscribe(feed);
  }

  /** Stops the thread after the batch at hand; what was not answered fails. */
  @Override
  public void close() {
    enqueue(new Task(() -> running = false, new CompletableFuture<>()));
    Thread writer = thread;
    if (writer == null) {
      end();
      return;
    }
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
                controller.offer(batch.get(i), into(answers.get(i)));
              }
            },
            result));
    return result;
  }

  private <T> CompletableFuture<T> onWriter(Supplier<T> question) {
    CompletableFuture<T> result = new CompletableFuture<>();
    enqueue(
        new Task(
            () -> {
              try {
                result.complete(question.get());
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
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
        snapshotter.grown(controller.number());
      }
    } catch (Throwable e) {
      log.error("The writer's thread ends; the server must be restarted", e);
      throw e;
    } finally {
      end();
      snapshotter.close();
    }
  }

  /** Nothing is answered any more, and whoever waits is told so. */
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

  private void catchUp(CatchUpFeed feed) {
    try {
      feed.catchUp(journal);
    } catch (RuntimeException e) {
      log.warn("A subscription ends: {}", e.getMessage(), e);
      unsubscribe(feed);
    }
  }

  private void unsubscribe(CatchUpFeed feed) {
    feed.close();
    enqueue(new Task(() -> controller.removeListener(feed), new CompletableFuture<>()));
  }

  private static AnswerSink into(CompletableFuture<Answer> result) {
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
    return new UnavailableException("The control plane is shutting down; ask again later.", null);
  }
}
