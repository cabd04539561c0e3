package org.arkwright.twin.replay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.AnswerSink;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.Controller;
import org.arkwright.control.EventLog;
import org.arkwright.control.UnavailableException;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.NodeStatus;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.NodeEvent;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.GangOutputs;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.SiteDecline;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.job.StopCause;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Cordon;
import org.arkwright.model.node.ExpectedNode;
import org.arkwright.model.pipeline.StepOf;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.stored.EventForm;

/**
 * Replays the decisions of a journal. The external inputs, that is submissions, cancellations,
 * settings and the observations of engines, are inputs to a new controller at the recorded times;
 * its decisions, every placement, preemption and end, must equal the recorded ones byte for byte
 * once both are in the current stored form. The origin of a command is not part of a decision.
 *
 * <p>The record must begin with the site's settings and keep its policies throughout. The commands
 * of the deployment controller, replicas and their number, are inputs as recorded too.
 */
public final class DecisionReplay {
  /** The most a live thread wakes late; steps that decided nothing leave no record. */
  private static final long LATE_NANOS = 1_000_000_000L;

  private final List<Event> decided = new ArrayList<>();
  private final Controller controller;

  /** The result of a replay. */
  public sealed interface Result {
    /** Every entry is equal; {@code decisions} of them are decisions of the controller. */
    record Same(long entries, long decisions) implements Result {}

    /**
     * An entry differs.
     *
     * @param number of the first entry that differs
     * @param recorded the recorded entry; empty where there is none
     * @param replayed the replayed entry; empty where there is none
     */
    record Different(long number, String recorded, String replayed) implements Result {}
  }

  private record Entry(long number, Event event) {
    byte[] bytes() {
      return EventForm.write(event);
    }
  }

  private DecisionReplay(SiteSettings site) {
    controller =
        new Controller(
            new DiscardingJournal(),
            new NoOpEngine(),
            new Scheduler(site),
            new SplittableRandom(0),
            (during, cause) -> {
              throw new IllegalStateException("a bug, while " + during, cause);
            });
    controller.follow(
        commit -> commit.events().stream().map(NumberedEvent::event).forEach(decided::add));
  }

  /** Replays the whole journal. */
  public static Result of(JournalReader recorded) {
    List<Entry> entries = new ArrayList<>();
    EventLog.replay(
        recorded,
        0,
        (number, event) -> {
          // That a request had a key is no decision, like its origin.
          if (!(event instanceof Event.RequestKept)) {
            entries.add(new Entry(number, event));
          }
        });
    SiteSettings site =
        entries.stream()
            .map(Entry::event)
            .filter(UsageEvent.SiteSet.class::isInstance)
            .map(event -> ((UsageEvent.SiteSet) event).settings())
            .findFirst()
            .orElse(SiteSettings.DEFAULT);
    return new DecisionReplay(site).run(entries);
  }

  private Result run(List<Entry> entries) {
    long decisions = 0;
    int from = 0;
    if (!entries.isEmpty()) {
      controller.start(entries.getFirst().event.atNanos(), _ -> new CompletableFuture<>());
    }
    while (from < entries.size()) {
      long now = entries.get(from).event.atNanos();
      int to = from;
      while (to < entries.size() && entries.get(to).event.atNanos() == now) {
        to++;
      }
      List<Entry> batch = entries.subList(from, to);
      if (batch.stream().noneMatch(DecisionReplay::startsServer)) {
        catchUp(now); // No server was there to decide anything between two that started.
      }
      int inputs = 0;
      for (Entry entry : batch) {
        Optional<Command> command = command(entry.event, batch);
        if (command.isPresent()) {
          controller.offer(
              Request.of(command.get(), RecordedAuthor.of(entry.event))
                  .keyed(RecordedAuthor.key(entry.event)),
              Ignored.SINK);
          inputs++;
        }
      }
      while (controller.step(now)) {}
      Optional<Result> difference = compare(batch, List.copyOf(decided));
      decided.clear();
      if (difference.isPresent()) {
        return difference.get();
      }
      decisions += batch.size() - inputs;
      from = to;
    }
    return new Result.Same(entries.size(), decisions);
  }

  /** Takes the steps before the inputs time that left no record in the live run. */
  private void catchUp(long untilNanos) {
    long last = Long.MIN_VALUE;
    while (true) {
      long due = controller.nextDecisionNanos().orElse(Long.MAX_VALUE);
      if (due <= last || due >= untilNanos - LATE_NANOS) {
        return;
      }
      controller.step(due);
      last = due;
    }
  }

  private static Optional<Result> compare(List<Entry> recorded, List<Event> replayed) {
    for (int i = 0; i < Math.max(recorded.size(), replayed.size()); i++) {
      byte[] old = i < recorded.size() ? recorded.get(i).bytes() : new byte[0];
      Optional<Event> before =
          i < recorded.size() ? Optional.of(recorded.get(i).event) : Optional.empty();
      byte[] now =
          i < replayed.size() ? EventForm.write(asRecorded(replayed.get(i), before)) : new byte[0];
      if (!Arrays.equals(old, now)) {
        long number = recorded.getFirst().number + i;
        return Optional.of(new Result.Different(number, text(old), text(now)));
      }
    }
    return Optional.empty();
  }

  /**
   * The event, with a replica's program as it was recorded: earlier versions composed shell lines
   * for it, and what is decided about replicas does not depend on their program.
   */
  private static Event asRecorded(Event replayed, Optional<Event> recorded) {
    if (replayed instanceof Event.JobSubmitted now
        && recorded.orElse(null) instanceof Event.JobSubmitted old
        && ReplicaOf.isOne(now.spec())
        && old.spec().execution().work() instanceof Work.Command composed
        && composed.argv().getFirst().equals("/bin/sh")) {
      return new Event.JobSubmitted(
          now.job(), now.spec().withWork(composed), now.by(), now.idempotencyKey(), now.atNanos());
    }
    return replayed;
  }

  private static String text(byte[] entry) {
    return new String(entry, StandardCharsets.UTF_8);
  }

  /** The external command that must have caused the event; empty for a decision. */
  private Optional<Command> command(Event event, List<Entry> batch) {
    if (batch.stream().anyMatch(DecisionReplay::startsCopy) && endsWithACopy(event)) {
      return Optional.empty();
    }
    return switch (event) {
      case Event.JobSubmitted submitted when StepOf.isOne(submitted.spec()) -> Optional.empty();
      case Event.JobSubmitted(var job, var spec, _, _, _) ->
          Optional.of(
              ReplicaOf.of(spec)
                  .<Command>map(replica -> new DeploymentCommand.StartReplica(replica, job))
                  .orElseGet(() -> new Command.SubmitJob(job, spec)));
      case Event.RankStarted(var attempt, int rank, long pid, _) ->
          Optional.of(new Command.ReportRankStarted(attempt, rank, pid));
      case Event.RankEnded(var attempt, int rank, RankExit exit, var usage, var ended, long at) ->
          (exit instanceof RankExit.Lost || exit instanceof RankExit.NeverRan)
                  && batch.stream().anyMatch(DecisionReplay::losesNode)
              ? Optional.empty()
              : Optional.of(
                  new Command.ReportRankEnded(
                      attempt,
                      rank,
                      exit,
                      outputs(attempt, rank, event, batch),
                      gang(attempt, rank, event, batch),
                      usage,
                      ended.map(nanos -> at - nanos)));
      case Event.AttemptWaiting(var attempt, _, SiteWait(var reason, var expected), _) ->
          Optional.of(new Command.ReportAttemptWaiting(attempt, reason, expected));
      case Event.AttemptPlaced(var attempt, var allocation, _) ->
          Optional.of(new Command.ReportAttemptPlaced(attempt, allocation));
      case Event.AttemptDeclined(var attempt, SiteDecline(_, var reason, long retryAt), long at) ->
          Optional.of(
              new Command.ReportAttemptDeclined(attempt, reason, Duration.ofNanos(retryAt - at)));
      case Event.AttemptStopping(var attempt, StopCause.CancelRequested _, _) ->
          Optional.of(new Command.CancelJob(attempt.job()));
      case Event.JobCancelled(var job, _, _) when isQueued(job) ->
          Optional.of(new Command.CancelJob(job));
      case Event.QuotaSet(var quota, _) -> Optional.of(new Command.SetQuota(quota));
      case Event.EnergySeriesSet(var series, _) -> Optional.of(new Command.SetEnergySeries(series));
      case Event.ServerStarted(var home, var host, var boot, long epoch, var copyOf, _) ->
          Optional.of(new Command.StartServer(home, host, boot, copyOf, epoch));
      case Event.NodeJoined(var node, _) -> Optional.of(new Command.ReportNode(node));
      case Event.NodeLost(var node, _) -> Optional.of(new Command.LoseNode(node, neverSent(batch)));
      case NodeEvent node -> command(node);
      case UsageEvent.SiteSet(var settings, _) -> Optional.of(new UsageCommand.SetSite(settings));
      case UsageEvent.UsageRecorded(var source, long sequence, var records, _) ->
          Optional.of(new UsageCommand.RecordUsage(source, sequence, records));
      case KeyEvent.KeyCreated(var key, _) -> Optional.of(new KeyCommand.CreateKey(key));
      case KeyEvent.KeyRevoked(var key, _, _) -> Optional.of(new KeyCommand.RevokeKey(key));
      case ArtifactEvent artifact when isOutput(artifact, batch) -> Optional.empty();
      case ArtifactEvent artifact -> Optional.of(command(artifact));
      case DeploymentEvent deployment -> Optional.of(command(deployment));
      case PipelineEvent.PipelineSubmitted(var pipeline, var spec, _, _, _) ->
          Optional.of(new PipelineCommand.SubmitPipeline(pipeline, spec));
      case PipelineEvent.PipelineStopping(var pipeline, _, _) ->
          Optional.of(new PipelineCommand.CancelPipeline(pipeline));
      case PipelineEvent _ -> Optional.empty();
      case Event.OfJob _, Event.RequestKept _ -> Optional.empty();
    };
  }

  private Optional<Command> command(NodeEvent event) {
    return switch (event) {
      case NodeEvent.NodeCordoned(var node, Cordon cordon, _) when cordon.bySite() ->
          Optional.of(new Command.ReportNodeDrain(node, Optional.of(cordon.reason())));
      case NodeEvent.NodeCordoned(var node, Cordon cordon, long at) ->
          Optional.of(
              cordon
                  .drain()
                  .filter(drain -> !drain.over())
                  .<Command>map(drain ->
                      new NodeCommand.Drain(
                          node,
                          cordon.reason(),
                          drain.deadlineNanos().map(due -> Duration.ofNanos(due - at))))
                  .orElseGet(() -> new NodeCommand.Cordon(node, cordon.reason())));
      case NodeEvent.NodeUncordoned(var node, _) ->
          Optional.of(
              isDrainedBySite(node)
                  ? new Command.ReportNodeDrain(node, Optional.empty())
                  : new NodeCommand.Uncordon(node));
      case NodeEvent.NodeRemoved(var node, _) -> Optional.of(new NodeCommand.Remove(node));
      case NodeEvent.NodeExpected(ExpectedNode node, long at) ->
          Optional.of(
              new NodeCommand.Expect(
                  node.id(),
                  node.note(),
                  node.arrivesNanos().map(then -> Duration.ofNanos(then - at))));
      case NodeEvent.NodeDrainDue _ -> Optional.empty();
    };
  }

  private boolean isDrainedBySite(NodeId node) {
    return controller
        .state()
        .nodeStatus(node)
        .flatMap(NodeStatus::cordon)
        .filter(Cordon::bySite)
        .isPresent();
  }

  /** What the end of this rank brought into the store, if it was the last of its node. */
  private Optional<StoredOutputs> outputs(
      AttemptId attempt, int rank, Event end, List<Entry> batch) {
    List<Event> events = batch.stream().map(Entry::event).toList();
    Optional<Event.NodeOutputsStored> kept = RecordedOutputs.keptWith(end, events);
    return kept.isPresent()
        ? kept.map(Event.NodeOutputsStored::part)
        : versions(attempt, rank, batch);
  }

  /** The same, put together with what other nodes had stored; empty where they had nothing. */
  private Optional<GangOutputs> gang(AttemptId attempt, int rank, Event end, List<Entry> batch) {
    List<Event> events = batch.stream().map(Entry::event).toList();
    Optional<Event.NodeOutputsStored> kept = RecordedOutputs.keptWith(end, events);
    Optional<Attempt> live =
        controller.state().job(attempt.job()).flatMap(job -> job.state().liveAttempt());
    GangOutputs before =
        RecordedOutputs.keptBefore(
            end, events, attempt, live.map(Attempt::outputs).orElse(GangOutputs.NONE));
    if (!before.exist() || live.isEmpty() || live.get().waitsAtSite()) {
      return Optional.empty();
    }
    NodeId node = live.get().placements().get(rank).node();
    return kept.map(event -> before.with(node, event.part(), event.together()))
        .or(() -> versions(attempt, rank, batch).map(all -> before.with(node, all, all)));
  }

  /** The versions that the end of this rank made, if it ended the attempt. */
  private Optional<StoredOutputs> versions(AttemptId attempt, int rank, List<Entry> batch) {
    return lastEnd(attempt.job(), batch)
        .filter(end -> end.attempt().equals(attempt) && end.rank() == rank)
        .flatMap(_ -> controller.state().job(attempt.job()))
        .map(job -> RecordedOutputs.of(job.spec().mounts(), registered(attempt.job(), batch)));
  }

  /** Whether a version was made by the end of a job, and not by somebody's command. */
  private static boolean isOutput(ArtifactEvent event, List<Entry> batch) {
    return event instanceof ArtifactEvent.ArtifactRegistered(var version)
        && version.lineage().job().flatMap(job -> lastEnd(job, batch)).isPresent();
  }

  private static Optional<Event.RankEnded> lastEnd(JobId job, List<Entry> batch) {
    return batch.stream()
        .map(Entry::event)
        .filter(Event.RankEnded.class::isInstance)
        .map(Event.RankEnded.class::cast)
        .filter(end -> end.attempt().job().equals(job))
        .reduce((_, later) -> later);
  }

  private static List<ArtifactVersion> registered(JobId job, List<Entry> batch) {
    return batch.stream()
        .map(Entry::event)
        .filter(ArtifactEvent.ArtifactRegistered.class::isInstance)
        .map(event -> ((ArtifactEvent.ArtifactRegistered) event).version())
        .filter(version -> version.lineage().job().equals(Optional.of(job)))
        .toList();
  }

  private static Command command(ArtifactEvent event) {
    return switch (event) {
      case ArtifactEvent.ArtifactRegistered(var version) ->
          new ArtifactCommand.RegisterArtifact(
              version.project(),
              version.name(),
              version.files(),
              version.lineage(),
              Optional.of(version.version()));
      case ArtifactEvent.ArtifactRemoved(var project, var name, int number, _, _) ->
          new ArtifactCommand.RemoveArtifact(project, name, number);
    };
  }

  private static Command command(DeploymentEvent event) {
    return switch (event) {
      case DeploymentEvent.DeploymentSet(var spec, _, _, _) ->
          new DeploymentCommand.SetDeployment(spec);
      case DeploymentEvent.ReplicasWanted(var deployment, int count, String why, _) ->
          new DeploymentCommand.WantReplicas(deployment, count, why);
      case DeploymentEvent.DeploymentRemoved(var deployment, _, _) ->
          new DeploymentCommand.RemoveDeployment(deployment);
    };
  }

  private boolean isQueued(JobId id) {
    return controller
        .state()
        .job(id)
        .filter(job -> job.state() instanceof JobState.Queued)
        .isPresent();
  }

  private static boolean startsServer(Entry entry) {
    return entry.event instanceof Event.ServerStarted;
  }

  private static boolean startsCopy(Entry entry) {
    return entry.event instanceof Event.ServerStarted started && started.copyOf().isPresent();
  }

  /** Whether the start of a copy decides events of that kind. */
  private static boolean endsWithACopy(Event event) {
    return event instanceof Event.RankEnded
        || event instanceof Event.JobCancelled
        || event instanceof Event.NodeLost
        || event instanceof PipelineEvent.PipelineStopping
        || event instanceof DeploymentEvent.DeploymentSet;
  }

  /** The attempts of the batch of which a rank had never been sent to the lost node. */
  private static SortedSet<AttemptId> neverSent(List<Entry> batch) {
    SortedSet<AttemptId> neverSent = new TreeSet<>();
    for (Entry entry : batch) {
      if (entry.event instanceof Event.RankEnded(var attempt, _, RankExit.NeverRan _, _, _, _)) {
        neverSent.add(attempt);
      }
    }
    return neverSent;
  }

  private static boolean losesNode(Entry entry) {
    return entry.event instanceof Event.NodeLost;
  }

  /** A sink that ignores answers. */
  private enum Ignored implements AnswerSink {
    SINK;

    @Override
    public void answered(Answer answer) {}

    @Override
    public void failed(UnavailableException cause) {
      throw cause;
    }
  }
}
