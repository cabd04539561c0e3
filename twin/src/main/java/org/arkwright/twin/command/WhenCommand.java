package org.arkwright.twin.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.arkwright.control.KernelClock;
import org.arkwright.control.Recovery;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.Journals;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.AttemptPlace;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.SiteWait;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.twin.command.RunLength.Basis;
import org.arkwright.twin.replay.SiteReplay;
import org.arkwright.twin.trace.WrongInputException;

/**
 * The {@code when} command: predicts when a queued job will start if nothing more is submitted, and
 * says how far that is known. It continues the site from the end of its journal: with jobs that run
 * for a low, a median and a high quantile of their forecasts, and with all that run for as long as
 * they may. Jobs whose end nobody knows go on for ever; a start that hangs on them is unknown.
 */
final class WhenCommand {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int NAMED_MAX = 3;

  /** A start, and the jobs that ended by themselves before it. */
  private record Start(OptionalLong nanos, Set<JobId> ended) {}

  private final State state;
  private final JobId id;
  private final long nowNanos;

  private WhenCommand(State state, JobId id, long nowNanos) {
    this.state = state;
    this.id = id;
    this.nowNanos = nowNanos;
  }

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
    out.println(new WhenCommand(state, job, KernelClock.nanos(Instant.now())).answer());
  }

  private ObjectNode answer() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Start expected = start(length -> length.expectedNanos(0.5));
    if (expected.nanos().isEmpty()) {
      return neverOrUnknown(json);
    }
    OptionalLong latest = start(RunLength::longestNanos).nanos();
    boolean bounded = latest.equals(expected.nanos()) && any(expected, Basis.TIMEOUT);
    if (!bounded) {
      json.put("certainty", "Expected");
      put(json, "early", start(length -> length.expectedNanos(0.2)).nanos());
      put(json, "expected", expected.nanos());
      put(json, "late", start(length -> length.expectedNanos(0.9)).nanos());
    } else {
      json.put("certainty", "AtTheLatest");
    }
    put(json, "latest", latest);
    return json;
  }

  /** It does not start while jobs without a known end run; whether it would without them. */
  private ObjectNode neverOrUnknown(ObjectNode json) {
    Start guessed = start(RunLength::guessedNanos);
    if (guessed.nanos().isEmpty()) {
      return json.put("certainty", "Never");
    }
    return json.put("certainty", "Unknown").put("because", because(guessed));
  }

  private boolean any(Start start, Basis basis) {
    return start.ended().stream().anyMatch(job -> length(job).basis() == basis);
  }

  private String because(Start guessed) {
    List<RunLength> unknown =
        guessed.ended().stream()
            .map(this::length)
            .filter(length -> length.basis() == Basis.NOTHING)
            .toList();
    String named =
        unknown.stream()
            .limit(NAMED_MAX)
            .map(length -> length.job().spec().name() + " (" + length.job().id() + ")")
            .collect(Collectors.joining(", "));
    int more = unknown.size() - NAMED_MAX;
    boolean outlived = unknown.stream().allMatch(RunLength::hasOutlivedItsEstimate);
    boolean one = unknown.size() == 1;
    return "%s%s %s"
        .formatted(
            named,
            more > 0 ? " and %d more".formatted(more) : "",
            outlived
                ? (one ? "has" : "have") + " no timeout and outlived the estimate"
                : (one ? "has" : "have") + " no timeout and no estimate");
  }

  private RunLength length(JobId job) {
    return new RunLength(state.job(job).orElseThrow(), nowNanos);
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
    json.put("certainty", "Expected");
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

  /** The start of the job where jobs need what is given; empty when it never starts. */
  private Start start(ToLongFunction<RunLength> needed) {
    Map<JobId, Long> needs = new TreeMap<>();
    state
        .jobs()
        .forEach(job -> needs.put(job.id(), needed.applyAsLong(new RunLength(job, nowNanos))));
    SiteSettings site = state.metering().settings().orElse(SiteSettings.DEFAULT);
    SiteReplay replay = SiteReplay.from(state, site, needs, nowNanos);
    AtomicLong started = new AtomicLong();
    Set<JobId> ended = new LinkedHashSet<>();
    replay.follow(events ->
        events.forEach(numbered -> {
          if (started.get() != 0) {
            return;
          }
          switch (numbered.event()) {
            case Event.AttemptStarted start when start.job().equals(id) ->
                started.set(start.atNanos());
            case Event.JobSucceeded end -> ended.add(end.job());
            case Event _ -> {}
          }
        }));
    replay.runWhile(() -> started.get() == 0);
    boolean never = started.get() == 0 || started.get() >= nowNanos + RunLength.ENDLESS_NANOS;
    return new Start(never ? OptionalLong.empty() : OptionalLong.of(started.get()), ended);
  }
}
