package org.arkwright.twin.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.control.KernelClock;
import org.arkwright.control.Recovery;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.Journals;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.AttemptPlace;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.twin.replay.SiteReplay;
import org.arkwright.twin.trace.WrongInputException;

/**
 * The {@code when} command: predicts when a queued job will start if nothing more is submitted. It
 * continues the site from the end of its journal three times, with jobs that run for a low, a
 * median and a high quantile of their forecasts.
 */
final class WhenCommand {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long UNKNOWN_NANOS = 600 * SECOND_NANOS;

  /**
   * The rest of a replica's life, which ends when somebody says so. What waits longer never starts,
   * as far as anybody can tell.
   */
  private static final long REPLICA_NANOS = Duration.ofDays(31).toNanos();

  private WhenCommand() {}

  static void run(List<String> commandLine, PrintStream out) throws WrongInputException {
    Arguments arguments = new Arguments(commandLine, List.of("--journal"), List.of());
    JobId job =
        arguments.positions().stream()
            .findFirst()
            .flatMap(JobId::parse)
            .orElseThrow(() -> new WrongInputException("name a job by its id"));
    String location =
        arguments
            .last("--journal")
            .orElseThrow(() -> new WrongInputException("--journal is missing: a journal.db"));
    State state = state(location);
    Optional<Job> queued = state.job(job).filter(found -> found.state() instanceof JobState.Queued);
    Optional<Attempt> atSite = state.job(job).flatMap(found -> found.state().waitingAtSite());
    if (atSite.isPresent()) {
      out.println(told(job, atSite.get()));
      return;
    }
    if (queued.isEmpty()) {
      throw new WrongInputException(job + " is not queued");
    }
    long nowNanos = KernelClock.nanos(Instant.now());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json, "early", start(location, job, nowNanos, 0.2));
    put(json, "expected", start(location, job, nowNanos, 0.5));
    put(json, "late", start(location, job, nowNanos, 0.9));
    out.println(json);
  }

  /** What the site says in whose queue the job is; nobody else can tell. */
  private static ObjectNode told(JobId job, Attempt waiting) throws WrongInputException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    OptionalLong start =
        waiting.place() instanceof AttemptPlace.AtSite(Optional<SiteWait> told)
            ? told.flatMap(SiteWait::expectedStartNanos).stream()
                .mapToLong(Long::longValue)
                .findFirst()
            : OptionalLong.empty();
    if (start.isEmpty()) {
      throw new WrongInputException(
          "%s waits in the queue of site %s, which does not say when it starts"
              .formatted(job, waiting.site()));
    }
    put(json, "expected", start);
    return json;
  }

  private static void put(ObjectNode json, String field, OptionalLong nanos) {
    nanos.ifPresent(at ->
        json.put(field, Instant.ofEpochSecond(at / SECOND_NANOS, at % SECOND_NANOS).toString()));
  }

  private static State state(String location) throws WrongInputException {
    try (JournalReader journal = Journals.openReadOnly(location)) {
      return Recovery.of(journal).state();
    } catch (JournalException e) {
      throw new WrongInputException(String.valueOf(e.getMessage()));
    }
  }

  /** The start of the job at the given quantile of run times; empty when it never starts. */
  private static OptionalLong start(String location, JobId id, long nowNanos, double quantile)
      throws WrongInputException {
    State state = state(location);
    Map<JobId, Long> needs = new TreeMap<>();
    state.jobs().forEach(job -> needs.put(job.id(), remaining(job, nowNanos, quantile)));
    SiteSettings site = state.metering().settings().orElse(SiteSettings.DEFAULT);
    SiteReplay replay = SiteReplay.from(state, site, needs, nowNanos);
    AtomicLong started = new AtomicLong();
    replay.follow(events ->
        events.forEach(numbered -> {
          if (numbered.event() instanceof Event.AttemptStarted start && start.job().equals(id)) {
            started.set(start.atNanos());
          }
        }));
    replay.runWhile(() -> started.get() == 0);
    return started.get() == 0 || started.get() >= nowNanos + REPLICA_NANOS
        ? OptionalLong.empty()
        : OptionalLong.of(started.get());
  }

  /**
   * The remaining run time of a job: as specified; else the quantile of its forecast, given its
   * attained time; else as long again as it has attained. A replica runs on.
   */
  private static long remaining(Job job, long nowNanos, double quantile) {
    if (ReplicaOf.isOne(job.spec())) {
      return REPLICA_NANOS;
    }
    long attained = job.attainedNanos(nowNanos);
    List<Long> likely =
        job.forecast().runNanos().stream().filter(nanos -> nanos > attained).toList();
    long limit =
        job.spec()
            .execution()
            .timeout()
            .map(Duration::toNanos)
            .filter(nanos -> nanos > attained)
            .orElse(Long.MAX_VALUE);
    long total =
        job.spec()
            .scheduling()
            .expectedDuration()
            .map(Duration::toNanos)
            .filter(nanos -> nanos > attained)
            .orElseGet(() ->
                likely.isEmpty()
                    ? attained + Math.max(UNKNOWN_NANOS, attained)
                    : likely.get((int) (quantile * likely.size())));
    return Math.max(SECOND_NANOS, Math.min(total, limit) - attained);
  }
}
