package org.arkwright.simulation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.arkwright.control.AnswerSink;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.Controller;
import org.arkwright.control.EventLog;
import org.arkwright.control.KernelClock;
import org.arkwright.control.UnavailableException;
import org.arkwright.journal.JournalException;
import org.arkwright.model.Command;
import org.arkwright.model.Command.Observation;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.Request;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.simulation.check.FollowerCheck;
import org.arkwright.simulation.check.RecoveryCheck;
import org.arkwright.simulation.check.StreamCheck;
import org.arkwright.simulation.load.RandomEnergySites;
import org.arkwright.simulation.site.ClusterEngine;
import org.arkwright.simulation.site.Crash;
import org.arkwright.simulation.site.CrashPoints;
import org.arkwright.simulation.site.Sabotage;
import org.arkwright.simulation.site.SimulatedCluster;
import org.arkwright.simulation.site.SimulatedEngine;
import org.arkwright.simulation.site.SimulatedJournal;
import org.arkwright.simulation.site.SimulatedSites;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;
import org.arkwright.simulation.time.SimulationTrace;
import org.arkwright.simulation.time.Violation;

/**
 * The control plane's process in simulated time: the production controller and clock, driven as by
 * its thread, losing all memory in each crash.
 */
final class SimulatedServer {
  private static final long EPOCH_NANOS =
      RandomEnergySites.EPOCH.getEpochSecond() * SimulatedTime.SECOND;

  private final SimulatedTime timeline;
  private final SimulationTrace trace;
  private final SeededRandom random;
  private final SimulatedJournal journal;
  private final CrashPoints crashes;
  private final Sabotage sabotage;
  private final StreamCheck stream;
  private final Optional<SimulatedCluster> cluster;
  private final SeededRandom clusterRandom;
  private boolean clusterKnown;
  private final RecoveryCheck recoveries = new RecoveryCheck();
  private Optional<ProcessRun> current = Optional.empty();
  private long downNanosMax = 40 * SimulatedTime.SECOND;
  private int checkedEvery = 1;
  private long wallOffsetNanos;
  private int starts;

  SimulatedServer(
      SimulatedTime timeline,
      SimulationTrace trace,
      SeededRandom random,
      SimulatedJournal journal,
      CrashPoints crashes,
      Sabotage sabotage,
      StreamCheck stream,
      Optional<SimulatedCluster> cluster,
      SeededRandom clusterRandom) {
    this.timeline = timeline;
    this.trace = trace;
    this.random = random;
    this.journal = journal;
    this.crashes = crashes;
    this.sabotage = sabotage;
    this.stream = stream;
    this.cluster = cluster;
    this.clusterRandom = clusterRandom;
  }

  /** Lets the engine of the cluster tell of its nodes, now and after every start. */
  void tellOfCluster() {
    clusterKnown = true;
    current.flatMap(run -> run.engine.cluster()).ifPresent(ClusterEngine::tellOfNodes);
  }

  /** One run of the process, from start to crash. */
  private final class ProcessRun {
    private final SimulatedSites engine =
        new SimulatedSites(
            new SimulatedEngine(timeline, crashes, sabotage),
            cluster.map(site ->
                new ClusterEngine(
                    site, timeline, clusterRandom.split(), crashes, sabotage, EPOCH_NANOS)));
    private final Controller controller =
        new Controller(journal, engine, new Scheduler(), random.generator(), SimulatedServer::bug);
    private KernelClock clock = clock(0);
    private Optional<FollowerCheck> readers = Optional.empty();
    private long wakeAtNanos = Long.MAX_VALUE;

    private KernelClock clock(long firstNanos) {
      return new KernelClock(SimulatedServer.this::wall, timeline::nowNanos, firstNanos);
    }

    void start() {
      if (clusterKnown) {
        engine.cluster().ifPresent(ClusterEngine::tellOfNodes);
      }
      stream.onEvents(missed());
      controller.follow(commit -> stream.onEvents(commit.events()));
      controller.start(clock.nowNanos(), this::observe);
      clock = clock(controller.nowNanos());
      if (starts % checkedEvery == 0) {
        recoveries.check(controller.state(), journal);
      }
      readers = Optional.of(new FollowerCheck(controller, sabotage));
      controller.offer(
          Request.of(
              new Command.StartServer("simulated", "simulated", "boot-" + starts),
              PrincipalId.SERVER),
          new IgnoredAnswer());
      wakeAfter(0);
    }

    private CompletionStage<Void> observe(List<Observation> batch) {
      CompletableFuture<Void> result = new CompletableFuture<>();
      AnswerSink last =
          new AnswerSink() {
            @Override
            public void answered(Answer answer) {
              result.complete(null);
            }

            @Override
            public void failed(UnavailableException cause) {
              result.completeExceptionally(cause);
            }
          };
      // Answers come in order, so the last one stands for all.
      batch
          .subList(0, batch.size() - 1)
          .forEach(one -> controller.observed(one, new IgnoredAnswer()));
      controller.observed(batch.getLast(), last);
      wakeAfter(random.between(0, 2 * SimulatedTime.MILLI));
      return result;
    }

    void wakeAfter(long nanos) {
      long at = timeline.nowNanos() + nanos;
      if (at < wakeAtNanos) {
        wakeAtNanos = at;
        timeline.after(nanos, Kind.SERVER, () -> wake(at));
      }
    }

    private void wake(long at) {
      if (isCurrent(this) && at == wakeAtNanos) {
        wakeAtNanos = Long.MAX_VALUE;
        guarded(() -> {
          boolean more = controller.step(clock.nowNanos());
          OptionalLong next = controller.nextStepNanos();
          if (more) {
            wakeAfter(0);
          } else if (next.isPresent()) {
            wakeAfter(Math.max(SimulatedTime.MILLI, next.getAsLong() - clock.nowNanos()));
          }
        });
      }
    }
  }

  /**
   * Sets the pace of runs with many crashes.
   *
   * @param downMax the longest time until it runs again, in nanoseconds
   * @param startsPerCheck one start in so many compares what it recovered with the whole journal
   */
  void hurry(long downMax, int startsPerCheck) {
    downNanosMax = downMax;
    checkedEvery = startsPerCheck;
  }

  /** How often it has started. */
  int starts() {
    return starts;
  }

  /** Starts the process if it is not running. */
  void boot() {
    if (current.isEmpty()) {
      ProcessRun next = new ProcessRun();
      trace.note("the control plane starts, life %d", ++starts);
      current = Optional.of(next);
      guarded(next::start);
    }
  }

  /** Kills the process; it restarts later. */
  void crash(String where) {
    if (current.isPresent()) {
      trace.note("the control plane crashes: %s", where);
      current.get().engine.close();
      current = Optional.empty();
      crashes.disarm();
      journal.crashed();
      timeline.after(random.between(0, downNanosMax), Kind.SERVER, this::boot);
    }
  }

  /** Steps the wall clock forwards or backwards. */
  void stepWall(long nanos) {
    trace.note("the wall clock steps by %d s", nanos / SimulatedTime.SECOND);
    wallOffsetNanos += nanos;
  }

  /** Saves a snapshot as the background thread would. */
  void snapshot() {
    current.flatMap(run -> run.readers).ifPresent(readers -> guarded(() -> readers.save(journal)));
  }

  /** Handles a worker's request. */
  void handle(Consumer<SimulatedEngine> request) {
    current.ifPresent(run -> guarded(() -> request.accept(run.engine.nodes())));
  }

  /** Handles a client's request. */
  void submit(Request request, AnswerSink sink) {
    current.ifPresent(run -> {
      run.controller.offer(sabotaged(request), new CrashingSink(sink));
      run.wakeAfter(random.between(0, 2 * SimulatedTime.MILLI));
    });
  }

  private Request sabotaged(Request request) {
    return switch (request.command()) {
      case NodeCommand.Cordon(NodeId node, _) when sabotage == Sabotage.CORDON_FORGOTTEN ->
          new Request(new NodeCommand.Uncordon(node), request.origin(), request.idempotencyKey());
      case NodeCommand.Drain(NodeId node, String reason, _)
          when sabotage == Sabotage.DRAIN_WITHOUT_END ->
          new Request(
              new NodeCommand.Drain(node, reason, Optional.empty()),
              request.origin(),
              request.idempotencyKey());
      default -> request;
    };
  }

  /** The controller, while the process runs. */
  Optional<Controller> controller() {
    return current.map(run -> run.controller);
  }

  Instant wall() {
    return RandomEnergySites.EPOCH.plusNanos(timeline.nowNanos() + wallOffsetNanos);
  }

  /** Compares what readers see with the writer's state. */
  void checkReaders() {
    current.flatMap(run -> run.readers).ifPresent(FollowerCheck::check);
  }

  void checkRecovery() {
    controller().ifPresent(controller -> recoveries.check(controller.state(), journal));
  }

  @SuppressWarnings("ReferenceEquality") // a run equals only itself
  private boolean isCurrent(ProcessRun other) {
    return current.filter(run -> run == other).isPresent();
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (Crash crash) {
      crash(crash.where());
    } catch (JournalException | UnavailableException e) {
      throw new Violation("an outage of the journal was not handled: " + e.getMessage(), e);
    }
  }

  private List<NumberedEvent> missed() {
    List<NumberedEvent> missed = new java.util.ArrayList<>();
    EventLog.replay(
        journal, stream.seen(), (number, event) -> missed.add(new NumberedEvent(number, event)));
    return missed;
  }

  private static void bug(String during, RuntimeException cause) {
    throw new Violation("a bug, while " + during + ": " + cause, cause);
  }

  /** A sink that may crash the process before it passes an answer on. */
  private final class CrashingSink implements AnswerSink {
    private final AnswerSink sink;

    CrashingSink(AnswerSink sink) {
      this.sink = sink;
    }

    @Override
    public void answered(Answer answer) {
      crashes.pass("before an answer");
      sink.answered(answer);
    }

    @Override
    public void failed(UnavailableException cause) {
      sink.failed(cause);
    }
  }

  private static final class IgnoredAnswer implements AnswerSink {
    @Override
    public void answered(Answer answer) {}

    @Override
    public void failed(UnavailableException cause) {}
  }
}
