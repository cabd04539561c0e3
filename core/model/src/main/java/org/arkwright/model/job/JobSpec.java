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
 * What a user asks for: a gang of {@code ranks} equal processes that start together or not at all.
 *
 * @param name unique among the project's live jobs
 * @param priority higher goes first, −1,000 to 1,000
 * @param ranks gang size, 1 to {@value #RANKS_MAX}
 * @param workingDirectory an absolute path; a fresh folder where absent
 * @param timeout longest run of one attempt
 * @param grace between asking the ranks to stop and killing them
 * @param expectedDuration a hint for backfill; never enforced
 * @param deadline when the result stops being useful; a policy may order by it, and a job that may
 *     wait for cheaper or cleaner energy waits no longer than it allows; nothing enforces it
 * @param preemptible whether a job of higher priority may take its place
 * @param artifacts what it reads and makes; empty when neither
 * @param flexibility how far it lets itself be moved in time; empty when not at all
 */
public record JobSpec(
    String name,
    ProjectName project,
    int priority,
    int ranks,
    RankResources resources,
    Topology topology,
    Work work,
    SortedMap<String, String> env,
    Optional<String> workingDirectory,
    Optional<Duration> timeout,
    RestartPolicy restart,
    Duration grace,
    SortedMap<String, String> labels,
    Optional<Duration> expectedDuration,
    Optional<Instant> deadline,
    boolean preemptible,
    Isolation isolation,
    Optional<Mounts> artifacts,
    Optional<Flexibility> flexibility) {
  public static final int RANKS_MAX = 100_000;
  public static final int PRIORITY_MAX = 1000;
  public static final Duration GRACE_DEFAULT = Duration.ofSeconds(10);

  public JobSpec {
    Names.require("job", name);
    if (ranks < 1 || ranks > RANKS_MAX || Math.abs(priority) > PRIORITY_MAX) {
      throw new IllegalArgumentException("out of range: ranks " + ranks + ", priority " + priority);
    }
    if (grace.isNegative() || timeout.filter(Duration::isNegative).isPresent()) {
      throw new IllegalArgumentException("negative: grace " + grace + ", timeout " + timeout);
    }
    env = copy(env);
    labels = copy(labels);
  }

  /** A spec that reads and makes no artifacts, and does not wait for energy. */
  public JobSpec(
      String name,
      ProjectName project,
      int priority,
      int ranks,
      RankResources resources,
      Topology topology,
      Work work,
      SortedMap<String, String> env,
      Optional<String> workingDirectory,
      Optional<Duration> timeout,
      RestartPolicy restart,
      Duration grace,
      SortedMap<String, String> labels,
      Optional<Duration> expectedDuration,
      Optional<Instant> deadline,
      boolean preemptible,
      Isolation isolation) {
    this(
        name,
        project,
        priority,
        ranks,
        resources,
        topology,
        work,
        env,
        workingDirectory,
        timeout,
        restart,
        grace,
        labels,
        expectedDuration,
        deadline,
        preemptible,
        isolation,
        Optional.empty(),
        Optional.empty());
  }

  /** The same spec with these mounts. */
  public JobSpec withMounts(Mounts mounts) {
    return with(
        env, mounts.equals(Mounts.NONE) ? Optional.empty() : Optional.of(mounts), flexibility);
  }

  /** The same spec with these variables. */
  public JobSpec withEnv(SortedMap<String, String> variables) {
    return with(variables, artifacts, flexibility);
  }

  /** The same spec, moved in time as far as that. */
  public JobSpec withFlexibility(Flexibility moved) {
    return with(env, artifacts, Optional.of(moved).filter(Flexibility::deferrable));
  }

  private JobSpec with(
      SortedMap<String, String> variables, Optional<Mounts> mounts, Optional<Flexibility> moved) {
    return new JobSpec(
        name,
        project,
        priority,
        ranks,
        resources,
        topology,
        work,
        variables,
        workingDirectory,
        timeout,
        restart,
        grace,
        labels,
        expectedDuration,
        deadline,
        preemptible,
        isolation,
        mounts,
        moved);
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
    return resources.amount().times(ranks);
  }

  /** What decides where and when the gang can run: gangs of equal shape are interchangeable. */
  public GangShape shape() {
    return new GangShape(ranks, resources, topology, preemptible, expectedDuration);
  }
}
