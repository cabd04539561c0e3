package org.arkwright.spec.job;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a job spec. Every field but {@code command} or {@code script} is optional; whatever is
 * given must be valid, and all problems are reported, not just the first.
 */
public final class JobSpecReader {
  static final List<String> FIELDS =
      List.of(
          "name",
          "project",
          "priority",
          "ranks",
          "resources",
          "topology",
          "nodes",
          "command",
          "script",
          "builtin",
          "server",
          "env",
          "secrets",
          "workingDirectory",
          "snapshot",
          "timeout",
          "restart",
          "grace",
          "labels",
          "expectedDuration",
          "deadline",
          "preemptible",
          "resumes",
          "deferrable",
          "interruptible",
          "restartCost",
          "isolation",
          "inputs",
          "outputs");
  private static final SpecScalar<String> LABEL_NAME =
      SpecScalar.text(
          "1 to 63 letters, digits, '.', '-', '_' or '/', not starting with " + ReplicaOf.RESERVED,
          text ->
              text.matches("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?")
                  && !text.startsWith(ReplicaOf.RESERVED));
  private static final SpecScalar<String> LABEL_VALUE =
      SpecScalar.text("at most 255 characters; '' for none", text -> text.length() <= 255);
  private static final SpecScalar<Integer> EXIT_CODE =
      SpecScalar.wholeNumber(1, RestartPolicy.EXIT_MAX);
  private static final Duration RESTART_COST_MAX = Duration.ofDays(366);
  private static final int RESTARTS_MAX = 1_000_000;

  private JobSpecReader() {}

  /**
   * Reads YAML or JSON in UTF-8.
   *
   * @param defaultName the job's name when the document gives none
   */
  public static Reading<JobSpec> read(byte[] document, String defaultName) {
    return read(document, defaultName, SecretSealer.NONE);
  }

  /** As {@link #read(byte[], String)}, with secret variables sealed. */
  public static Reading<JobSpec> read(byte[] document, String defaultName, SecretSealer sealer) {
    SpecProblems problems = new SpecProblems();
    Optional<MappingNode> root = SpecDocument.parse(document, problems);
    Optional<JobSpec> spec =
        root.flatMap(
            mapping -> spec(new SpecFields("", mapping, FIELDS, problems), defaultName, sealer));
    return problems.isEmpty() && spec.isPresent()
        ? new Reading.Read<>(spec.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads the fields of a job. */
  static Optional<JobSpec> spec(SpecFields fields, String defaultName, SecretSealer sealer) {
    Optional<Work> work = WorkReader.read(fields);
    String name = fields.value("name", SpecScalar.name()).orElse(defaultName);
    ProjectName project = fields.project();
    int priority =
        fields
            .value("priority", SpecScalar.wholeNumber(-JobSpec.PRIORITY_MAX, JobSpec.PRIORITY_MAX))
            .orElse(0);
    int ranks = fields.value("ranks", SpecScalar.wholeNumber(1, JobSpec.RANKS_MAX)).orElse(1);
    RankResources resources = ResourcesReader.perRank(fields);
    Topology topology =
        fields
            .value("topology", SpecScalar.choice(List.of(Topology.values())))
            .orElse(Topology.ANY);
    SortedSet<NodeId> nodes = nodes(fields);
    var env = EnvironmentReader.read(fields, sealer);
    FolderReader folder = FolderReader.read(fields);
    Optional<Duration> timeout = positive(fields, "timeout");
    RestartPolicy restart = restart(fields);
    Duration grace =
        fields.value("grace", SpecScalar.duration(Duration.ZERO)).orElse(JobSpec.GRACE_DEFAULT);
    var labels = fields.dictionary("labels", LABEL_NAME, LABEL_VALUE);
    Optional<Duration> expected = positive(fields, "expectedDuration");
    var deadline = fields.value("deadline", SpecScalar.instant());
    Optional<Boolean> preemptible = fields.value("preemptible", SpecScalar.truth());
    boolean resumes = resumes(fields, preemptible);
    Isolation isolation = isolation(fields, ranks);
    Flexibility flexibility = flexibility(fields);
    Mounts mounts = MountsReader.read(fields);
    return work.map(found ->
        new JobSpec(
            name,
            project,
            labels,
            new JobSpec.Gang(ranks, resources, topology, nodes),
            new JobSpec.Execution(
                found,
                env,
                folder.directory(),
                isolation,
                restart,
                timeout,
                grace,
                folder.snapshot()),
            new JobSpec.Scheduling(
                priority,
                preemptible.orElse(true),
                resumes,
                expected,
                deadline,
                Optional.of(flexibility).filter(Flexibility::deferrable)),
            mounts.equals(Mounts.NONE) ? Optional.empty() : Optional.of(mounts)));
  }

  /** The nodes that the job names: {@code NAME} at home, or {@code SITE/NAME}. */
  private static SortedSet<NodeId> nodes(SpecFields fields) {
    SortedSet<NodeId> named = new TreeSet<>();
    String expected = "a list of nodes, each a NAME at home or SITE/NAME";
    Optional<Node> node = fields.node("nodes", expected);
    if (node.isPresent()
        && !(node.get() instanceof SequenceNode list && !list.getValue().isEmpty())) {
      fields.problems().value(fields.pathOf("nodes"), node.get(), expected);
    }
    if (node.orElse(null) instanceof SequenceNode list) {
      for (Node entry : list.getValue()) {
        Optional<NodeId> id =
            entry instanceof ScalarNode scalar
                ? NodeId.parseOrHome(scalar.getValue())
                : Optional.empty();
        id.ifPresentOrElse(
            found -> named.add(found),
            () ->
                fields
                    .problems()
                    .value(fields.pathOf("nodes"), entry, "a node, as NAME at home or SITE/NAME"));
      }
    }
    return named;
  }

  private static Isolation isolation(SpecFields fields, int ranks) {
    Isolation isolation =
        fields
            .value("isolation", SpecScalar.choice(List.of(Isolation.values())))
            .orElse(Isolation.PROCESS);
    if (isolation == Isolation.SANDBOX_OFFLINE && ranks > 1) {
      fields
          .node("isolation", "")
          .ifPresent(node ->
              fields
                  .problems()
                  .field(
                      fields.pathOf("isolation"),
                      node,
                      "sandbox, or ranks: 1",
                      ("isolation is 'sandbox-offline' with %d ranks, which could not reach each"
                              + " other: expected sandbox, or ranks: 1")
                          .formatted(ranks)));
    }
    return isolation;
  }

  private static Optional<Duration> positive(SpecFields fields, String name) {
    return fields.value(name, SpecScalar.duration(Duration.ofMillis(1)));
  }

  private static Flexibility flexibility(SpecFields fields) {
    boolean interruptible = fields.value("interruptible", SpecScalar.truth()).orElse(false);
    Optional<Duration> cost =
        fields.value("restartCost", SpecScalar.duration(Duration.ZERO, RESTART_COST_MAX));
    // A job that may be paused may also start later.
    boolean deferrable =
        fields
            .value(
                "deferrable",
                interruptible
                    ? SpecScalar.onlyTrue("true, because the job is interruptible; or leave it out")
                    : SpecScalar.truth())
            .orElse(interruptible);
    return new Flexibility(
        deferrable || interruptible,
        interruptible,
        interruptible ? cost.orElse(Flexibility.RESTART_COST_USUAL) : Duration.ZERO);
  }

  /** Who says that other jobs may take the job's place says that it can resume. */
  private static boolean resumes(SpecFields fields, Optional<Boolean> preemptible) {
    boolean never = preemptible.equals(Optional.of(false));
    return fields
            .value(
                "resumes",
                never
                    ? SpecScalar.onlyFalse(
                        "false, because no job may take its place; or leave it out")
                    : SpecScalar.truth())
            .orElse(preemptible.isPresent())
        && !never;
  }

  private static SortedSet<Integer> finalExits(SpecFields restart) {
    String expected = "a list of exit codes from 1 to 255, such as [2]";
    NavigableSet<Integer> codes = new TreeSet<>();
    restart
        .node("finalExits", expected)
        .ifPresent(node -> {
          List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of();
          items.forEach(item -> EXIT_CODE.read(item).ifPresent(codes::add));
          if (codes.size() < items.size() || !(node instanceof SequenceNode)) {
            restart.problems().value(restart.pathOf("finalExits"), node, expected);
          }
        });
    return codes;
  }

  private static RestartPolicy restart(SpecFields fields) {
    if (fields.isText("restart", "never")) {
      return RestartPolicy.NEVER;
    }
    Optional<SpecFields> restart =
        fields.mapping(
            "restart",
            "'never', or ",
            List.of("maxRestarts", "backoff", "afterLoss", "finalExits"));
    int maxRestarts =
        restart
            .flatMap(found -> found.value("maxRestarts", SpecScalar.wholeNumber(0, RESTARTS_MAX)))
            .orElse(RestartPolicy.DEFAULT.maxRestarts());
    Duration backoff =
        restart
            .flatMap(found -> found.value("backoff", SpecScalar.duration(Duration.ZERO)))
            .orElse(RestartPolicy.DEFAULT.backoff());
    boolean afterLoss =
        restart.flatMap(found -> found.value("afterLoss", SpecScalar.truth())).orElse(true);
    SortedSet<Integer> finalExits =
        restart.map(JobSpecReader::finalExits).orElse(Collections.emptySortedSet());
    return new RestartPolicy(maxRestarts, backoff, afterLoss, finalExits);
  }
}
