package org.arkwright.experiments.philly;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Forecast;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Tries;
import org.arkwright.twin.trace.Arrival;
import org.arkwright.twin.trace.TraceReader;
import org.arkwright.twin.trace.WrongInputException;

/** The jobs of October and November 2017 in philly.csv, as the protocol uses them. */
final class PhillyTrace {
  private static final long FIRST_SECOND = Instant.parse("2017-10-01T00:00:00Z").getEpochSecond();
  private static final long END_SECOND = Instant.parse("2017-12-01T00:00:00Z").getEpochSecond();
  private static final long SECOND_NANOS = 1_000_000_000L;

  private PhillyTrace() {}

  /** A job with its actual run time, which only the simulator knows. */
  record Entry(Job job, long runNanos) {}

  /** Reads the jobs by virtual cluster, in order of submission. */
  static SortedMap<ProjectName, List<Entry>> read(Path file)
      throws IOException, WrongInputException {
    SortedMap<ProjectName, List<Entry>> clusters = new TreeMap<>();
    long number = 0;
    for (Arrival arrival : WrongInputException.accepted(file, TraceReader.read(file)).arrivals()) {
      long second = arrival.atNanos() / SECOND_NANOS;
      if (second >= FIRST_SECOND && second < END_SECOND) {
        clusters
            .computeIfAbsent(arrival.spec().project(), _ -> new ArrayList<>())
            .add(entry(++number, arrival));
      }
    }
    return clusters;
  }

  /**
   * Rounds to whole seconds, as the simulator does; the expected duration is for policies that use
   * it.
   */
  private static Entry entry(long number, Arrival arrival) {
    JobSpec original = arrival.spec();
    long run = Math.round((double) arrival.runNanos() / SECOND_NANOS) * SECOND_NANOS;
    JobSpec spec =
        Arrival.spec(
            "job-" + number,
            original.project().value(),
            original.scheduling().priority(),
            original.gang().ranks(),
            original.gang().resources(),
            Optional.of(Duration.ofNanos(run)),
            Optional.empty(),
            true);
    long at = arrival.atNanos();
    JobState queued = new JobState.Queued(at, at, Optional.empty());
    return new Entry(
        new Job(new JobId(number), spec, "", at, queued, 0, Tries.NONE, 0, Forecast.NONE), run);
  }
}
