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
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.twin.replay.SiteReplay;
import org.arkwright.twin.trace.WrongInputException;

/**
 * Says when a waiting job will start if nothing more is submitted: the site goes on from where its
 * journal ends, three times, with jobs that end early, in the middle or late of what their
 * forecasts hold likely.
 */
final class WhenCommand {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long UNKNOWN_NANOS = 600 * SECOND_NANOS;

  private WhenCommand() {}

  static void run(List<String> line, PrintStream out) throws WrongInputException {
    Arguments words = new Arguments(line, List.of("--journal"), List.of());
    JobId job =
        words.positions().stream()
            .findFirst()
            .flatMap(JobId::parse)
            .orElseThrow(() -> new WrongInputException("name a job by its id"));
    String location =
        words
            .last("--journal")
            .orElseThrow(() -> new WrongInputException("--journal is missing: a journal.db"));
    State state = state(location);
    Optional<Job> queued = state.job(job).filter(found -> found.state() instanceof JobState.Queued);
    if (queued.isEmpty()) {
      throw new WrongInputException(job + " does not wait");
    }
    long nowNanos = KernelClock.nanos(Instant.now());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    put(json, "early", start(location, job, nowNanos, 0.2));
    put(json, "expected", start(location, job, nowNanos, 0.5));
    put(json, "late", start(location, job, nowNanos, 0.9));
    out.println(json);
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

  /** Empty when it never starts. */
  private static OptionalLong start(String location, JobId id, long nowNanos, double quantile)
      throws WrongInputException {
    State state = state(location);
    Map<JobId, Long> needs = new TreeMap<>();
    state.jobs().forEach(job -> needs.put(job.id(), rest(job, nowNanos, quantile)));
    SiteSettings site = state.metering().settings().orElse(SiteSettings.DEFAULT);
    SiteReplay replay = new SiteReplay(state, site, needs, nowNanos);
    AtomicLong started = new AtomicLong();
    replay.follow(events ->
        events.forEach(numbered -> {
          if (numbered.event() instanceof Event.AttemptStarted start && start.job().equals(id)) {
            started.set(start.atNanos());
          }
        }));
    replay.runWhile(() -> started.get() == 0);
    return started.get() == 0 ? OptionalLong.empty() : OptionalLong.of(started.get());
  }

  /**
   * How much longer the job runs at that quantile: of what its forecast holds likely for one that
   * has had so much; else what it says itself; else as long again as it has had.
   */
  private static long rest(Job job, long nowNanos, double quantile) {
    long had = job.attainedNanos(nowNanos);
    List<Long> likely = job.forecast().runNanos().stream().filter(nanos -> nanos > had).toList();
    long limit =
        job.spec()
            .execution()
            .timeout()
            .map(Duration::toNanos)
            .filter(nanos -> nanos > had)
            .orElse(Long.MAX_VALUE);
    long total =
        job.spec()
            .scheduling()
            .expectedDuration()
            .map(Duration::toNanos)
            .filter(nanos -> nanos > had)
            .orElseGet(() ->
                likely.isEmpty()
                    ? had + Math.max(UNKNOWN_NANOS, had)
                    : likely.get((int) (quantile * likely.size())));
    return Math.max(SECOND_NANOS, Math.min(total, limit) - had);
  }
}
