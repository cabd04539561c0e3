package org.arkwright.model.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;

/**
 * What a user asks for: a gang of equal processes that start together or not at all.
 *
 * @param name unique among the project's live jobs
 * @param artifacts what it reads and makes; empty when neither
 */
public record JobSpec(
    String name,
    ProjectName project,
    SortedMap<String, String> labels,
    Gang gang,
    Execution execution,
    Scheduling scheduling,
    Optional<Mounts> artifacts) {
  public static final int RANKS_MAX = 100_000;
  public static final int PRIORITY_MAX = 1000;
  public static final Duration GRACE_DEFAULT = Duration.ofSeconds(10);

  public JobSpec {
    Names.require("job", name);
    labels = copy(labels);
    scheduling = scheduling.shared();
  }

  /**
   * The ranks, and what each of them holds.
   *
   * @param ranks 1 to {@value JobSpec#RANKS_MAX}
   */
  public record Gang(int ranks, RankResources resources, Topology topology) {
    public Gang {
      if (ranks < 1 || ranks > RANKS_MAX) {
        throw new IllegalArgumentException("out of range: ranks " + ranks);
      }
    }
  }

  /**
   * What each rank executes, and how.
   *
   * @param workingDirectory an absolute path; a fresh folder where absent
   * @param timeout longest run of one attempt
   * @param grace between asking the ranks to stop and killing them
   */
  public record Execution(
      Work work,
      SortedMap<String, String> env,
      Optional<String> workingDirectory,
      Isolation isolation,
      RestartPolicy restart,
      Optional<Duration> timeout,
      Duration grace) {
    public Execution {
      if (grace.isNegative() || timeout.filter(Duration::isNegative).isPresent()) {
        throw new IllegalArgumentException("negative: grace " + grace + ", timeout " + timeout);
      }
      env = copy(env);
    }

    /** The same with other variables. */
    Execution withEnv(SortedMap<String, String> variables) {
      return new Execution(work, variables, workingDirectory, isolation, restart, timeout, grace);
    }
  }

  /**
   * When it may run, and what it may be asked to give up.
   *
   * @param priority higher goes first, −1,000 to 1,000
   * @param preemptible whether a job of higher priority may take its place
   * @param expectedDuration a hint for backfill; never enforced
   * @param deadline when the result stops being useful; a policy may order by it, and a job that
   *     may wait for cheaper or cleaner energy waits no longer than it allows; nothing enforces it
   * @param flexibility how far it lets itself be moved in time; empty when not at all
   */
  public record Scheduling(
      int priority,
      boolean preemptible,
      Optional<Duration> expectedDuration,
      Optional<Instant> deadline,
      Optional<Flexibility> flexibility) {
    /** That of most jobs, of which 100,000 may wait: they share it. */
    public static final Scheduling DEFAULT =
        new Scheduling(0, true, Optional.empty(), Optional.empty(), Optional.empty());

    public Scheduling {
      if (Math.abs(priority) > PRIORITY_MAX) {
        throw new IllegalArgumentException("out of range: priority " + priority);
      }
    }

    private Scheduling shared() {
      return equals(DEFAULT) ? DEFAULT : this;
    }
  }

  /** The same spec with these mounts. */
  public JobSpec withMounts(Mounts mounts) {
    return new JobSpec(
        name,
        project,
        labels,
        gang,
        execution,
        scheduling,
        mounts.equals(Mounts.NONE) ? Optional.empty() : Optional.of(mounts));
  }

  /** The same spec with these variables. */
  public JobSpec withEnv(SortedMap<String, String> variables) {
    return new JobSpec(
        name, project, labels, gang, execution.withEnv(variables), scheduling, artifacts);
  }

  /** The same spec, scheduled in that way. */
  public JobSpec withScheduling(Scheduling other) {
    return new JobSpec(name, project, labels, gang, execution, other, artifacts);
  }

  /** The same spec, moved in time as far as that. */
  public JobSpec withFlexibility(Flexibility moved) {
    return withScheduling(
        new Scheduling(
            scheduling.priority,
            scheduling.preemptible,
            scheduling.expectedDuration,
            scheduling.deadline,
            Optional.of(moved).filter(Flexibility::deferrable)));
  }

  /** What it reads and makes. */
  public Mounts mounts() {
    return artifacts.orElse(Mounts.NONE);
  }

  // Most jobs have none, and 100,000 jobs may wait: the empty ones are shared.
  private static SortedMap<String, String> copy(SortedMap<String, String> map) {
    return map.isEmpty()
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /** What the whole gang holds while it runs. */
  public Resources amount() {
    return gang.resources.amount().times(gang.ranks);
  }

  /** What decides where and when the gang can run: gangs of equal shape are interchangeable. */
  public GangShape shape() {
    return new GangShape(
        gang.ranks,
        gang.resources,
        gang.topology,
        scheduling.preemptible,
        scheduling.expectedDuration);
  }
}
