package org.arkwright.model.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.NodeNeeds;
import org.arkwright.model.unit.Resources;

/**
 * A user's specification of a job: a gang of equal processes that start together or not at all.
 *
 * @param name unique among the project's live jobs
 * @param artifacts what it reads and produces; empty when neither
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
   * The ranks and the resources of each.
   *
   * @param ranks 1 to {@value JobSpec#RANKS_MAX}
   * @param nodes the only nodes that may hold them; empty when any may
   */
  public record Gang(
      int ranks, RankResources resources, Topology topology, SortedSet<NodeId> nodes) {
    public Gang {
      if (ranks < 1 || ranks > RANKS_MAX) {
        throw new IllegalArgumentException("out of range: ranks " + ranks);
      }
      nodes =
          nodes.isEmpty()
              ? Collections.emptySortedSet()
              : Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    }

    /** Creates a gang that any node may hold. */
    public Gang(int ranks, RankResources resources, Topology topology) {
      this(ranks, resources, topology, Collections.emptySortedSet());
    }
  }

  /**
   * The work of each rank, and the conditions it runs under.
   *
   * @param workingDirectory an absolute path; a fresh folder where absent
   * @param snapshot the manifest of the files that the fresh folder begins with, the submitter's
   *     own code; empty where it begins without any, and with a working directory
   * @param timeout longest run time of one attempt
   * @param grace time between asking the ranks to stop and killing them
   */
  public record Execution(
      Work work,
      SortedMap<String, String> env,
      Optional<String> workingDirectory,
      Isolation isolation,
      RestartPolicy restart,
      Optional<Duration> timeout,
      Duration grace,
      Optional<Digest> snapshot) {
    public Execution {
      if (snapshot.isPresent() && workingDirectory.isPresent()) {
        throw new IllegalArgumentException("a snapshot fills a fresh folder: " + workingDirectory);
      }
      if (grace.isNegative() || timeout.filter(Duration::isNegative).isPresent()) {
        throw new IllegalArgumentException("negative: grace " + grace + ", timeout " + timeout);
      }
      env = copy(env);
      // Defaults are shared, because 100,000 jobs may be queued.
      restart = restart.equals(RestartPolicy.DEFAULT) ? RestartPolicy.DEFAULT : restart;
      grace = grace.equals(GRACE_DEFAULT) ? GRACE_DEFAULT : grace;
    }

    /** An execution whose fresh folder begins empty. */
    public Execution(
        Work work,
        SortedMap<String, String> env,
        Optional<String> workingDirectory,
        Isolation isolation,
        RestartPolicy restart,
        Optional<Duration> timeout,
        Duration grace) {
      this(work, env, workingDirectory, isolation, restart, timeout, grace, Optional.empty());
    }

    /** Returns this execution with the given environment. */
    Execution withEnv(SortedMap<String, String> variables) {
      return new Execution(
          work, variables, workingDirectory, isolation, restart, timeout, grace, snapshot);
    }

    Execution withSnapshot(Digest files) {
      return new Execution(
          work, env, workingDirectory, isolation, restart, timeout, grace, Optional.of(files));
    }
  }

  /**
   * When a job may run, and what the scheduler may take from it.
   *
   * @param priority higher goes first, −1,000 to 1,000
   * @param preemptible whether a job of higher priority may take its place
   * @param resumes whether its owner said that it can resume, so that one of equal priority may too
   * @param expectedDuration a hint for backfill; never enforced
   * @param deadline when the result stops being useful; a policy may order by it, and a job that
   *     waits for cheaper or cleaner energy waits no longer than it allows; never enforced
   * @param flexibility how far it may be shifted in time; empty when not at all
   */
  public record Scheduling(
      int priority,
      boolean preemptible,
      boolean resumes,
      Optional<Duration> expectedDuration,
      Optional<Instant> deadline,
      Optional<Flexibility> flexibility) {
    /** The defaults, shared by most jobs, because 100,000 of them may be queued. */
    public static final Scheduling DEFAULT =
        new Scheduling(0, true, Optional.empty(), Optional.empty(), Optional.empty());

    public Scheduling {
      if (Math.abs(priority) > PRIORITY_MAX) {
        throw new IllegalArgumentException("out of range: priority " + priority);
      }
    }

    /** Creates the scheduling of a job whose owner did not say that it can resume. */
    public Scheduling(
        int priority,
        boolean preemptible,
        Optional<Duration> expectedDuration,
        Optional<Instant> deadline,
        Optional<Flexibility> flexibility) {
      this(priority, preemptible, false, expectedDuration, deadline, flexibility);
    }

    /** Whether a job of equal priority may take its place. */
    public boolean yieldsToEquals() {
      return preemptible && (resumes || flexibility.filter(Flexibility::interruptible).isPresent());
    }

    private Scheduling shared() {
      return equals(DEFAULT) ? DEFAULT : this;
    }
  }

  /** Returns this spec with the given mounts. */
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

  /** Returns this spec with the given labels. */
  public JobSpec withLabels(SortedMap<String, String> others) {
    return new JobSpec(name, project, others, gang, execution, scheduling, artifacts);
  }

  /** Returns this spec with another program. */
  public JobSpec withWork(Work work) {
    Execution other =
        new Execution(
            work,
            execution.env,
            execution.workingDirectory,
            execution.isolation,
            execution.restart,
            execution.timeout,
            execution.grace,
            execution.snapshot);
    return new JobSpec(name, project, labels, gang, other, scheduling, artifacts);
  }

  /** Returns this spec with the given environment. */
  public JobSpec withEnv(SortedMap<String, String> variables) {
    return new JobSpec(
        name, project, labels, gang, execution.withEnv(variables), scheduling, artifacts);
  }

  /**
   * Returns this spec with a fresh folder that begins with the given files, unless it names files
   * or a working directory of its own.
   */
  public JobSpec withSnapshot(Digest files) {
    return execution.snapshot().isPresent() || execution.workingDirectory().isPresent()
        ? this
        : new JobSpec(
            name, project, labels, gang, execution.withSnapshot(files), scheduling, artifacts);
  }

  /** Returns this spec with the given scheduling. */
  public JobSpec withScheduling(Scheduling other) {
    return new JobSpec(name, project, labels, gang, execution, other, artifacts);
  }

  /** Returns this spec with the given flexibility. */
  public JobSpec withFlexibility(Flexibility flexibility) {
    return withScheduling(
        new Scheduling(
            scheduling.priority,
            scheduling.preemptible,
            scheduling.resumes,
            scheduling.expectedDuration,
            scheduling.deadline,
            Optional.of(flexibility).filter(Flexibility::deferrable)));
  }

  /** The artifacts that the job reads and produces. */
  public Mounts mounts() {
    return artifacts.orElse(Mounts.NONE);
  }

  // Most jobs have none, and 100,000 jobs may be queued: empty maps are shared.
  private static SortedMap<String, String> copy(SortedMap<String, String> map) {
    return map.isEmpty()
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /** The resources the whole gang holds while it runs. */
  public Resources amount() {
    return gang.resources.amount().times(gang.ranks);
  }

  /**
   * The properties that determine where and when the gang can run; equal shapes are
   * interchangeable.
   */
  public GangShape shape() {
    return new GangShape(
        gang.ranks,
        gang.resources,
        gang.topology,
        scheduling.preemptible,
        scheduling.expectedDuration,
        needs());
  }

  /** What the gang asks of each of its nodes beside resources. */
  public NodeNeeds needs() {
    boolean shares =
        gang.resources.devices().filter(request -> !request.share().isWhole()).isPresent();
    boolean sandboxed = execution.isolation().sandboxed();
    if (!shares && !sandboxed && gang.nodes.isEmpty()) {
      return NodeNeeds.NONE;
    }
    EnumSet<Capability> needed = EnumSet.noneOf(Capability.class);
    if (shares) {
      needed.add(Capability.DEVICE_SHARES);
    }
    if (sandboxed) {
      needed.add(Capability.SANDBOX);
    }
    return new NodeNeeds(needed, gang.nodes);
  }

  /** The artifact of the job's checkpoints, named after the model it produces, or else after it. */
  public ArtifactName checkpoints() {
    return new ArtifactName(
        ArtifactKind.CHECKPOINT,
        mounts().outputs().values().stream()
            .filter(output -> output.kind() == ArtifactKind.MODEL)
            .map(ArtifactName::name)
            .findFirst()
            .orElse(name()));
  }
}
