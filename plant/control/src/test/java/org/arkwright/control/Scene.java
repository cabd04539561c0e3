package org.arkwright.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.Command;
import org.arkwright.model.Command.SubmitJob;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Request;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.order.OrderingPolicy;

/** A controller on an in-memory journal, with the events and bugs that it reported. */
final class Scene {
  static final long SECOND = 1_000_000_000L;
  static final long START = 1_800_000_000L * SECOND;

  final MemoryJournal journal = new MemoryJournal();
  final List<NumberedEvent> published = new ArrayList<>();
  final List<String> bugs = new ArrayList<>();
  RecordingEngine engine = new RecordingEngine();
  Controller controller = newController();
  long now = START;

  /** A submitted command and its outcome. */
  static final class Call implements AnswerSink {
    Optional<Answer> answer = Optional.empty();
    Optional<UnavailableException> failure = Optional.empty();
    long entriesWhenAnswered = -1;
    private final MemoryJournal journal;

    Call(MemoryJournal journal) {
      this.journal = journal;
    }

    @Override
    public void answered(Answer outcome) {
      answer = Optional.of(outcome);
      entriesWhenAnswered = journal.lastNumber();
    }

    @Override
    public void failed(UnavailableException cause) {
      failure = Optional.of(cause);
    }
  }

  /** Discards all in-memory state, as a crash does, and starts again on the same journal. */
  void restart() {
    engine = new RecordingEngine();
    controller = newController();
  }

  /** As {@link #restart}, as that start. */
  void restart(Controller.Start start) {
    engine = new RecordingEngine();
    controller = unstarted();
    controller.start(now, _ -> start, _ -> new java.util.concurrent.CompletableFuture<>());
  }

  /** A request of ada's. */
  static Request ask(Command command) {
    return Request.of(command, new PrincipalId("ada"));
  }

  Call offer(Command command) {
    Call call = new Call(journal);
    if (command instanceof Command.Observation observation) {
      controller.observed(observation, call);
    } else {
      controller.offer(ask(command), call);
    }
    return call;
  }

  void offerFrom(Command command, CommandOrigin origin) {
    controller.offer(Request.of(command, origin), new Call(journal));
  }

  Call run(Request request) {
    Call call = new Call(journal);
    controller.offer(request, call);
    step();
    return call;
  }

  Call run(Command command) {
    Call call = offer(command);
    step();
    return call;
  }

  void step() {
    now += SECOND;
    while (controller.step(now)) {
      now++;
    }
  }

  void snapshot() {
    Snapshotter.save(journal, controller.number(), controller.state().image());
  }

  private Controller newController() {
    Controller started = unstarted();
    started.start(START, _ -> new java.util.concurrent.CompletableFuture<>());
    return started;
  }

  private Controller unstarted() {
    Controller created =
        new Controller(
            journal,
            engine,
            new Scheduler(),
            new SplittableRandom(1),
            (during, cause) -> bugs.add(during + cause));
    created.follow(commit -> published.addAll(commit.events()));
    return created;
  }

  OrderingPolicy ordering() {
    return new Scheduler().ordering();
  }

  static JobId id(int sequence) {
    return JobId.of(1_800_000_000_000L, sequence);
  }

  static AttemptId attempt(int sequence) {
    return new AttemptId(id(sequence), 1);
  }

  static Command node() {
    return new Command.ReportNode(
        new NodeSpec(
            NodeId.atHome("one"),
            4000,
            Bytes.ofGibibytes(8),
            List.of(),
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of()));
  }

  static SubmitJob submit(int sequence, int ranks) {
    return new SubmitJob(id(sequence), spec("job-" + sequence, ranks));
  }

  static JobSpec spec(String name, int ranks) {
    return new JobSpec(
        name,
        ProjectName.DEFAULT,
        new TreeMap<>(),
        new JobSpec.Gang(ranks, RankResources.DEFAULT, Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            RestartPolicy.DEFAULT,
            Optional.empty(),
            Duration.ofSeconds(5)),
        new JobSpec.Scheduling(0, true, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty());
  }
}
