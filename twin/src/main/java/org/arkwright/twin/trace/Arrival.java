package org.arkwright.twin.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;

/**
 * A job to be submitted, with its actual run time, which only the twin knows.
 *
 * @param line in the trace, from 1; 0 when it is not from a trace
 * @param atNanos since the Unix epoch
 * @param runNanos its run time on all its ranks together
 * @param succeeds whether it then succeeds; otherwise it fails
 */
public record Arrival(
    int line, long atNanos, long runNanos, JobSpec spec, String user, boolean succeeds) {
  /** Creates a job that succeeds. */
  public Arrival(int line, long atNanos, long runNanos, JobSpec spec, String user) {
    this(line, atNanos, runNanos, spec, user, true);
  }

  /** Returns the job arriving at another time. */
  public Arrival at(long otherNanos) {
    return new Arrival(line, otherNanos, runNanos, spec, user, succeeds);
  }

  /** Creates the spec of a job from the fields that traces have; the rest are defaults. */
  public static JobSpec spec(
      String name,
      String project,
      int priority,
      int ranks,
      RankResources each,
      Optional<Duration> expected,
      Optional<Instant> deadline,
      boolean preemptible) {
    return new JobSpec(
        name,
        new ProjectName(project),
        new TreeMap<>(),
        new JobSpec.Gang(ranks, each, Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(java.util.List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            RestartPolicy.DEFAULT,
            Optional.empty(),
            Duration.ZERO),
        // A trace's jobs are taken as able to resume where they may be stopped at all.
        new JobSpec.Scheduling(
            priority, preemptible, preemptible, expected, deadline, Optional.empty()),
        Optional.empty());
  }
}
