package org.arkwright.simulation.check;

import static org.arkwright.simulation.time.Violation.known;
import static org.arkwright.simulation.time.Violation.unless;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.PipelineEvent;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Placement;
import org.arkwright.model.job.RankExit;

/**
 * Checks the life cycle of every job: one attempt at a time, numbered without gaps; running only
 * once every rank has started; succeeded only once every rank has; ended only once every rank has;
 * one job per idempotency key. What a client was told about a job must be true and stay true.
 */
public final class LifeCheck implements EventWatch {
  private final TreeMap<JobId, Life> lives = new TreeMap<>();
  private final Set<String> keys = new HashSet<>();

  private static final class Life {
    private final int ranks;
    private int attempts;
    private boolean holding;
    private boolean placed;
    private boolean stopping;
    private boolean ended;
    private boolean cancelConfirmed;
    private final BitSet started = new BitSet();
    private final BitSet endedRanks = new BitSet();
    private final BitSet succeededRanks = new BitSet();

    Life(int ranks) {
      this.ranks = ranks;
    }
  }

  /** A client was told that the job is accepted. */
  public void accepted(JobId job) {
    unless(lives.containsKey(job), "%s was accepted, but nothing durable says so", job);
  }

  /** A client was told that the job is or will be cancelled. */
  public void cancelled(JobId job) {
    Life life = life(job);
    unless(life.ended || life.stopping, "%s was cancelled for a client, but continues", job);
    life.cancelConfirmed = true;
  }

  /** The number of jobs so far. */
  public int jobs() {
    return lives.size();
  }

  /** The jobs that have not ended, by id. */
  public List<JobId> unended() {
    List<JobId> unended = new ArrayList<>();
    lives.forEach((id, life) -> {
      if (!life.ended) {
        unended.add(id);
      }
    });
    return unended;
  }

  @Override
  public void happened(Event event) {
    switch (event) {
      case Event.JobSubmitted submitted -> {
        JobId job = submitted.job();
        Life before = lives.put(job, new Life(submitted.spec().gang().ranks()));
        unless(before == null, "%s is submitted twice", job);
        submitted
            .idempotencyKey()
            .ifPresent(
                key -> unless(keys.add(key.value()), "%s repeats the key %s", job, key.value()));
      }
      case Event.AttemptStarted started -> begin(started);
      case Event.AttemptWaiting waiting -> {
        Life life = holding(waiting.attempt(), event);
        unless(!life.placed, "%s waits, but was placed before", waiting.attempt());
      }
      case Event.AttemptPlaced placed -> {
        Life life = holding(placed.attempt(), event);
        unless(!life.placed, "%s was placed twice", placed.attempt());
        life.placed = true;
      }
      case Event.AttemptDeclined declined -> decline(declined);
      case Event.RankStarted(AttemptId attempt, int rank, _, _) -> {
        Life life = holding(attempt, event);
        unless(!life.started.get(rank), "rank %d of %s started twice", rank, attempt);
        life.started.set(rank);
      }
      case Event.AttemptRunning(AttemptId attempt, _) -> {
        Life life = holding(attempt, event);
        unless(life.placed, "%s runs, but nobody placed it", attempt);
        running(life, event);
      }
      case Event.RankEnded(AttemptId attempt, int rank, RankExit exit, _, _, _) -> {
        Life life = holding(attempt, event);
        unless(!life.endedRanks.get(rank), "rank %d of %s ended twice", rank, attempt);
        life.endedRanks.set(rank);
        life.succeededRanks.set(rank, exit.succeeded());
      }
      case Event.NodeOutputsStored stored -> {
        var _ = holding(stored.attempt(), event);
      }
      case Event.AttemptStopping(AttemptId attempt, _, _) ->
          holding(attempt, event).stopping = true;
      case Event.JobRequeued requeued -> {
        Life life = holding(requeued.attempt(), event);
        unless(!life.cancelConfirmed, "%s was cancelled, but is queued again", requeued.attempt());
        release(life, event);
      }
      case Event.JobSucceeded(JobId job, _) -> {
        Life life = life(job);
        unless(
            life.succeededRanks.cardinality() == life.ranks,
            "%s succeeded, its ranks did not",
            job);
        end(life, event);
      }
      case Event.JobFailed(JobId job, _, _) -> end(life(job), event);
      case Event.JobCancelled(JobId job, _, _) -> end(life(job), event);
      case Event.RequestKept kept ->
          unless(
              keys.add(kept.by() + " " + kept.key().value()),
              "what was asked under key %s was done twice",
              kept.key().value());
      case Event.OfSite _,
          UsageEvent _,
          ArtifactEvent _,
          DeploymentEvent _,
          PipelineEvent _,
          KeyEvent _ -> {}
    }
  }

  private Life life(JobId job) {
    return known(lives.get(job), "nothing durable is known of %s", job);
  }

  private void decline(Event.AttemptDeclined event) {
    Life life = holding(event.attempt(), event);
    unless(!life.placed, "%s is declined, but was placed before", event.attempt());
    unless(!life.stopping, "%s is queued again, but was to stop", event.attempt());
    unless(
        life.started.isEmpty() && life.endedRanks.isEmpty(),
        "%s is declined, but ranks of it ran",
        event.attempt());
    life.holding = false;
  }

  private void begin(Event.AttemptStarted event) {
    AttemptId attempt = event.attempt();
    Life life = life(attempt.job());
    unless(!life.ended && !life.holding, "%s cannot start now", attempt);
    unless(!life.cancelConfirmed, "%s starts, but the job was cancelled", attempt);
    unless(attempt.number() == life.attempts + 1, "%s is out of sequence", attempt);
    life.attempts++;
    life.holding = true;
    life.placed = event.placement() instanceof Placement.Exact;
    life.stopping = false;
    life.started.clear();
    life.endedRanks.clear();
    life.succeededRanks.clear();
  }

  private Life holding(AttemptId attempt, Event event) {
    Life life = life(attempt.job());
    unless(life.holding && life.attempts == attempt.number(), "no such live attempt: %s", event);
    return life;
  }

  private static void running(Life life, Event event) {
    BitSet known = new BitSet();
    known.or(life.started);
    known.or(life.endedRanks);
    unless(known.cardinality() == life.ranks, "not every rank has started: %s", event);
  }

  private static void release(Life life, Event event) {
    unless(life.endedRanks.cardinality() == life.ranks, "some ranks may still run: %s", event);
    life.holding = false;
    life.stopping = false;
  }

  private static void end(Life life, Event event) {
    unless(!life.ended, "it has ended before: %s", event);
    if (life.holding) {
      release(life, event);
    }
    life.ended = true;
  }
}
