package org.arkwright.twin.command;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.AnswerSink;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.Controller;
import org.arkwright.control.UnavailableException;
import org.arkwright.journal.Journal;
import org.arkwright.journal.Journals;
import org.arkwright.model.Command;
import org.arkwright.model.Request;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.twin.replay.NoOpEngine;

/** A site whose journal is written in time that the test sets: jobs of one rank on one core. */
final class RecordedSite implements AutoCloseable {
  private static final long SECOND = 1_000_000_000L;

  private final Journal journal;
  private final Controller controller;
  private final NoOpEngine engine = new NoOpEngine();
  private long nowNanos;
  private int jobs;

  RecordedSite(String file) {
    this(file, Instant.parse("2030-01-31T18:00:00Z"));
  }

  RecordedSite(String file, Instant begin) {
    nowNanos = begin.getEpochSecond() * SECOND;
    journal = Journals.open(file);
    controller =
        new Controller(
            journal,
            engine,
            new Scheduler(),
            new SplittableRandom(1),
            (during, cause) -> {
              throw new IllegalStateException(during, cause);
            });
    controller.start(nowNanos, _ -> new CompletableFuture<>());
  }

  RecordedSite node(String name, int cores) {
    return node(name, cores, List.of());
  }

  /** A node such as a machine without accelerators reports: its CPU in the place of one. */
  RecordedSite nodeOfACpu(String name, int cores) {
    Optional<String> unknown = Optional.empty();
    return node(
        name,
        cores,
        List.of(new Device(0, "cpu", "cpu", Bytes.ofGibibytes(8), unknown, unknown, unknown)));
  }

  private RecordedSite node(String name, int cores, List<Device> devices) {
    observe(
        new Command.ReportNode(
            new NodeSpec(
                NodeId.atHome(name),
                1000L * cores,
                Bytes.ofGibibytes(8),
                devices,
                TopologyPath.UNKNOWN,
                new TreeMap<>(),
                List.of())));
    return this;
  }

  RecordedSite passes(int seconds) {
    nowNanos += seconds * SECOND;
    while (controller.step(nowNanos)) {}
    return this;
  }

  /** Gives a command, which must be accepted. */
  RecordedSite gives(Command command) {
    controller.offer(Request.of(command, PrincipalId.ofText("ada")), new Accepted());
    return passes(0);
  }

  /** Submits a job, whose rank starts at once where there is room. */
  JobId submits(String name) {
    return submits(name, Optional.empty(), Optional.empty());
  }

  /** As {@link #submits(String)}, with what is known of the job's end. */
  JobId submits(String name, Optional<Duration> expected, Optional<Duration> timeout) {
    JobId id = new JobId(++jobs);
    gives(
        new Command.SubmitJob(
            id,
            new JobSpec(
                name,
                new ProjectName("default"),
                new TreeMap<>(),
                new JobSpec.Gang(1, RankResources.DEFAULT, Topology.ANY),
                new JobSpec.Execution(
                    new Work.Command(List.of("true")),
                    new TreeMap<>(),
                    Optional.empty(),
                    Isolation.PROCESS,
                    RestartPolicy.DEFAULT,
                    timeout,
                    Duration.ZERO),
                new JobSpec.Scheduling(
                    0, false, false, expected, Optional.empty(), Optional.empty()),
                Optional.empty())));
    starts(id);
    return id;
  }

  /** Lets the rank of a job start, if the job has a place. */
  void starts(JobId job) {
    live(job).ifPresent(attempt -> observe(new Command.ReportRankStarted(attempt, 0, 1)));
  }

  /** Lets the rank of a job end by itself. */
  RecordedSite ends(JobId job, int code) {
    observe(new Command.ReportRankEnded(live(job).orElseThrow(), 0, new RankExit.Exited(code)));
    return this;
  }

  /** Cancels a job, whose rank ends at once. */
  RecordedSite cancels(JobId job) {
    Optional<AttemptId> attempt = live(job);
    gives(new Command.CancelJob(job));
    attempt.ifPresent(
        known -> observe(new Command.ReportRankEnded(known, 0, new RankExit.Stopped(false))));
    return this;
  }

  private Optional<AttemptId> live(JobId id) {
    return controller
        .state()
        .job(id)
        .map(Job::state)
        .flatMap(state -> state.liveAttempt())
        .map(attempt -> attempt.id());
  }

  private void observe(Command.Observation observation) {
    controller.observed(observation, new Accepted());
    passes(0);
  }

  @Override
  public void close() {
    journal.close();
  }

  private record Accepted() implements AnswerSink {
    @Override
    public void answered(Answer answer) {
      if (answer instanceof Answer.Refused refused) {
        throw new AssertionError(refused);
      }
    }

    @Override
    public void failed(UnavailableException cause) {
      throw cause;
    }
  }
}
