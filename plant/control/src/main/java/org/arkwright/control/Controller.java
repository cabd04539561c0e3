package org.arkwright.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.engine.Engine;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalException;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.state.State;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.Command;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.Event;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.explain.Explanation;

/**
 * The single writer, one step at a time: it decides and applies a batch of commands, plans, makes
 * the events durable with one append, and only then answers, publishes and instructs the engine.
 *
 * <p>It has no thread, clock or randomness of its own: it is called by one thread at a time, and
 * the same calls give the same bytes in the journal. {@link ControlThread} drives it in production,
 * the twin in simulated time.
 */
public final class Controller {
  /** The most commands in one batch. */
  static final int BATCH_MAX = 1024;

  /**
   * The time after a failed append during which commands are refused before the journal is tried
   * again. Each failed attempt costs a recovery, so the delay doubles up to the maximum.
   */
  static final long RETRY_NANOS = 100_000_000;

  static final long RETRY_NANOS_MAX = 3_200_000_000L;

  /** The interval at which orders for starting and stopping attempts are repeated to the engine. */
  static final long REPEAT_NANOS = 5_000_000_000L;

  private final Journal journal;
  private final RandomGenerator random;
  private final BugReport bugs;
  private final Scheduler scheduler;
  private final Effects effects;
  private final Deque<Pending> inbox = new ArrayDeque<>();
  private final List<Commit.Listener> followers = new ArrayList<>();

  private State state;
  private Cycle cycle;
  private WriterTimes times = WriterTimes.NONE;

  /** The cycle that the followers know. */
  private Cycle followed;

  private Optional<UnavailableException> outage = Optional.empty();
  private long number;
  private long snapshotNumber;
  private long nowNanos;
  private long retryAtNanos;
  private long retryNanos = RETRY_NANOS;
  private int journalFailures;
  private long repeatAtNanos;
  private long plannedAtNanos;
  private boolean stale = true;
  private boolean planDue = true;

  /** A request that awaits its decision, and who awaits the answer. */
  private record Pending(Request request, AnswerSink sink) {
    /** A command issued by the controller itself. */
    static Pending own(Command command, PrincipalId part) {
      return new Pending(Request.of(command, part), IgnoredAnswers.SINK);
    }
  }

  /**
   * @param random breaks the scheduler's ties; seeded by the caller
   */
  public Controller(
      Journal journal, Engine engine, Scheduler scheduler, RandomGenerator random, BugReport bugs) {
    this.state = new State(scheduler.ordering());
    this.cycle = Cycle.idle(scheduler.ordering());
    this.followed = cycle;
    this.journal = journal;
    this.scheduler = scheduler;
    this.random = random;
    this.bugs = bugs;
    this.effects = new Effects(engine, bugs);
  }

  /**
   * Rebuilds the state from the journal, starts the engine and informs it of every live attempt.
   *
   * @param clockNanos the wall clock; if the journal's last event is later, time continues from
   *     that event
   * @throws JournalException when the journal cannot be read; the controller is then unusable
   */
  public void start(long clockNanos, Engine.Observer observer) {
    var _ = recover(clockNanos);
    effects.start(state, Long.MAX_VALUE, observer);
  }

  /**
   * As {@link #start(long, Engine.Observer)}, and makes the start itself durable before the engine
   * is told anything: what the start ends is never launched.
   *
   * @throws JournalException also when the start cannot be appended
   */
  public <E extends Exception> void start(
      long clockNanos, StartRule<E> rule, Engine.Observer observer) throws E {
    long knownNanos = recover(clockNanos);
    Start start = rule.start(state);
    offer(
        Request.of(start.command(), CommandOrigin.of(PrincipalId.SERVER, "server start")),
        IgnoredAnswers.SINK);
    step(nowNanos);
    if (stale) {
      throw new JournalException(
          outage.map(Throwable::getMessage).orElse("the start was not recorded"), null);
    }
    effects.start(state, start.forgetting() ? Long.MAX_VALUE : knownNanos, observer);
  }

  /**
   * How a control plane starts.
   *
   * @param forgetting whether attempts that the journal has lost are ended, instead of left alone
   */
  public record Start(Command.StartServer command, boolean forgetting) {}

  /** Decides how a control plane starts on what was recovered, or that it does not. */
  @FunctionalInterface
  public interface StartRule<E extends Exception> {
    Start start(State recovered) throws E;
  }

  /** Returns the time of the journal's last entry. */
  private long recover(long clockNanos) {
    Recovery recovery = Recovery.of(journal, scheduler.ordering());
    adopt(recovery);
    nowNanos = Math.max(clockNanos, recovery.lastNanos());
    repeatAtNanos = nowNanos + REPEAT_NANOS;
    return recovery.lastNanos();
  }

  /** Adds a request to the inbox; a later step answers it. */
  public void offer(Request request, AnswerSink sink) {
    inbox.add(new Pending(request, sink));
  }

  /** Adds what an engine saw, in the name of the worker that must have seen it. */
  public void observed(Command.Observation observation, AnswerSink sink) {
    offer(Request.of(observation, ObservationAuthor.of(observation)), sink);
  }

  /**
   * Delivers every later commit to the follower, before any client learns of it: what a client asks
   * the follower after an answer comes behind what the answer told.
   *
   * @return where it begins: the number of the last durable entry, and the latest cycle
   */
  public Commit follow(Commit.Listener follower) {
    followers.add(follower);
    followed = cycle;
    return new Commit(List.of(), number, cycle, times);
  }

  /**
   * Commits one batch: the commands in the inbox and everything that is due.
   *
   * @param clockNanos the current time; a time before the last step's counts as that step's
   * @return whether the inbox still holds commands
   */
  public boolean step(long clockNanos) {
    nowNanos = Math.max(nowNanos, clockNanos);
    if (nowNanos < retryAtNanos) {
      refuseAll();
      return false;
    }
    if (!recoverIfStale()) {
      journalFailures++;
      postpone();
      refuseAll();
      return false;
    }
    CommandBatch batch = new CommandBatch(state, number);
    if (decide(batch) && append(batch)) {
      number = batch.lastNumber();
      tellFollowers(batch.numbered());
      batch.answer();
      effects.settle(state, batch.touched());
      repeatEffects();
    }
    return !inbox.isEmpty();
  }

  /** The time at which a step is due without any command; empty when never. May be in the past. */
  public OptionalLong nextStepNanos() {
    OptionalLong decision = nextDecisionNanos();
    return stale || planDue || state.running().isEmpty()
        ? decision
        : OptionalLong.of(Math.min(repeatAtNanos, decision.orElse(Long.MAX_VALUE)));
  }

  /**
   * Like {@link #nextStepNanos}, but only for steps that may change something: where no order to
   * the engine can be lost, the others have no effect.
   */
  public OptionalLong nextDecisionNanos() {
    if (stale) {
      return OptionalLong.of(retryAtNanos);
    }
    if (planDue) {
      return OptionalLong.of(nowNanos);
    }
    long next = Math.min(planAtNanos(), state.nextTickNanos(plannedAtNanos).orElse(Long.MAX_VALUE));
    return next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next);
  }

  /**
   * Returns the durable state, which is valid until the next step and must not be modified.
   *
   * @throws UnavailableException while the journal cannot even be read
   */
  public State state() {
    if (!recoverIfStale()) {
      throw outage.orElseThrow();
    }
    return state;
  }

  /** The time of the last step, or of the journal's last event if that is later. */
  public long nowNanos() {
    return nowNanos;
  }

  /** How often in a row the journal took no batch, or could not be read to make one. */
  int journalFailures() {
    return journalFailures;
  }

  /** The number of the snapshot that the recovery started from; 0 when there was none. */
  long snapshotNumber() {
    return snapshotNumber;
  }

  /** The number of the last entry included in {@link #state}. */
  public long number() {
    return number;
  }

  /** Explains why a job waits, as of the latest plan; empty when it does not. */
  public Optional<Explanation> explain(JobId id) {
    Optional<Job> queued = state().job(id).filter(job -> job.state().isWaiting());
    return queued.map(job -> cycle.explain(state, job, nowNanos));
  }

  /** The time at which planning is due without any event. */
  private long planAtNanos() {
    return Math.min(reviewAtNanos(), cycle.nextCycleNanos().orElse(Long.MAX_VALUE));
  }

  /** The time at which the ordering policy may prefer another gang without any event. */
  private long reviewAtNanos() {
    long review = scheduler.ordering().reviewNanos();
    return review == 0 || state.pending().isEmpty() || state.running().isEmpty()
        ? Long.MAX_VALUE
        : plannedAtNanos + review;
  }

  private boolean decide(CommandBatch batch) {
    try {
      for (int taken = 0; taken < BATCH_MAX && !inbox.isEmpty(); taken++) {
        decide(batch, inbox.remove());
      }
      advancePipelines(batch);
      boolean tickDue = state.nextTickNanos(plannedAtNanos).orElse(Long.MAX_VALUE) <= nowNanos;
      if (tickDue) {
        decide(batch, Pending.own(new Command.Tick(), PrincipalId.CLOCK));
      }
      if (planDue
          || tickDue
          || planAtNanos() <= nowNanos
          || batch.events().stream().anyMatch(PlanTrigger::mayChangePlan)) {
        plan(batch);
      }
      return true;
    } catch (RuntimeException e) {
      bugs.bug("applying events", e);
      abandon(batch, new UnavailableException("This command failed because of a bug: " + e, e));
      return false;
    }
  }

  /**
   * Starts what the commands of the batch let start, in the batch itself: a step is never ready and
   * not begun in what is durable. A reused step may let others start, so it is repeated.
   */
  private void advancePipelines(CommandBatch batch) {
    int before = -1;
    while (state.pipelines().isDue() && batch.events().size() > before) {
      before = batch.events().size();
      decide(batch, Pending.own(new PipelineCommand.AdvancePipelines(), PrincipalId.PIPELINES));
    }
  }

  private void decide(CommandBatch batch, Pending pending) {
    Request request = pending.request;
    Decision decision;
    try {
      decision = Kernel.decide(state, request, nowNanos);
    } catch (RuntimeException e) {
      // Deciding changes nothing, so the rest of the batch is unaffected.
      bugs.bug("deciding " + request.command(), e);
      pending.sink.failed(
          new UnavailableException("This command failed because of a bug: " + e, e));
      return;
    }
    switch (decision) {
      case Decision.Accepted(List<Event> events) -> {
        batch.apply(events, request.origin());
        batch.await(pending.sink, done -> accepted(done, request.command()));
      }
      case Decision.AlreadyDone() ->
          batch.await(pending.sink, done -> accepted(done, request.command()));
      case Decision.AlreadyAccepted(JobId job) ->
          batch.await(pending.sink, done -> new Answer.Repeated(job, done.job(job)));
      case Decision.PipelineAlreadyAccepted(var pipeline) ->
          batch.await(pending.sink, _ -> new Answer.PipelineRepeated(pipeline));
      case Decision.Refused(var refusal) ->
          batch.await(pending.sink, _ -> new Answer.Refused(refusal));
    }
  }

  private static Answer accepted(CommandBatch batch, Command command) {
    Optional<Job> job =
        switch (command) {
          case Command.SubmitJob submit -> batch.job(submit.job());
          case Command.CancelJob cancel -> batch.job(cancel.job());
          case Command.SetQuota _,
              Command.SetEnergySeries _,
              Command.StartServer _,
              Command.ApplyPlan _,
              Command.Tick _,
              Command.Observation _,
              UsageCommand _,
              ArtifactCommand _,
              DeploymentCommand _,
              PipelineCommand _,
              KeyCommand _,
              NodeCommand _ ->
              Optional.empty();
        };
    return new Answer.Done(batch.lastNumber(), job);
  }

  private void plan(CommandBatch batch) {
    Cycle latest;
    long beganNanos = System.nanoTime();
    try {
      latest = scheduler.plan(state, nowNanos, random);
    } catch (RuntimeException e) {
      bugs.bug("planning", e);
      return;
    }
    cycle = latest;
    times = times.planned(System.nanoTime() - beganNanos);
    planDue = false;
    plannedAtNanos = nowNanos;
    if (!latest.plan().isEmpty()) {
      decide(batch, Pending.own(new Command.ApplyPlan(latest.plan()), PrincipalId.SCHEDULER));
    }
  }

  private boolean append(CommandBatch batch) {
    if (batch.isEmpty()) {
      return true;
    }
    long beganNanos = System.nanoTime();
    try {
      journal.append(batch.entries());
      times = times.appended(System.nanoTime() - beganNanos);
      retryNanos = RETRY_NANOS;
      journalFailures = 0;
      return true;
    } catch (JournalException e) {
      journalFailures++;
      abandon(batch, unavailable(e));
      return false;
    }
  }

  /** Discards the batch together with the state that it modified. */
  private void abandon(CommandBatch batch, UnavailableException cause) {
    outage = Optional.of(cause);
    stale = true;
    postpone();
    batch.fail(cause);
    refuseAll();
    recoverIfStale();
  }

  private void postpone() {
    retryAtNanos = nowNanos + retryNanos;
    retryNanos = Math.min(2 * retryNanos, RETRY_NANOS_MAX);
  }

  private boolean recoverIfStale() {
    if (!stale) {
      return true;
    }
    try {
      Recovery recovery = Recovery.of(journal, scheduler.ordering());
      List<NumberedEvent> missed = missed(recovery.number());
      adopt(recovery);
      tellFollowers(missed);
      effects.settleAll(state);
      return true;
    } catch (JournalException e) {
      outage = Optional.of(unavailable(e));
      return false;
    }
  }

  private void adopt(Recovery recovery) {
    state = recovery.state();
    number = recovery.number();
    snapshotNumber = recovery.base();
    stale = false;
    planDue = true;
    cycle = Cycle.idle(scheduler.ordering());
  }

  /**
   * Returns the events of an append that reported failure but was durable, as when a connection
   * broke.
   */
  private List<NumberedEvent> missed(long upTo) {
    List<NumberedEvent> missed = new ArrayList<>();
    if (upTo > number) {
      EventLog.replay(journal, number, (at, event) -> missed.add(new NumberedEvent(at, event)));
    }
    return missed;
  }

  @SuppressWarnings("ReferenceEquality") // Each cycle is another one, whatever it planned.
  private void tellFollowers(List<NumberedEvent> events) {
    if (!events.isEmpty() || cycle != followed) {
      followed = cycle;
      Commit commit = new Commit(events, number, cycle, times);
      followers.forEach(follower -> follower.onCommit(commit));
    }
  }

  private void refuseAll() {
    refuseAll(outage.orElseThrow());
  }

  /** Fails every command in the inbox. */
  void refuseAll(UnavailableException cause) {
    while (!inbox.isEmpty()) {
      inbox.remove().sink.failed(cause);
    }
  }

  private static UnavailableException unavailable(JournalException cause) {
    return new UnavailableException(
        cause.getMessage()
            + " The request had no effect, and running jobs continue; try again once this"
            + " is resolved.",
        cause);
  }

  private void repeatEffects() {
    if (nowNanos >= repeatAtNanos) {
      effects.repeat(state);
      repeatAtNanos = nowNanos + REPEAT_NANOS;
    }
  }
}
