package org.arkwright.server.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.Flexibility;
import org.arkwright.model.Isolation;
import org.arkwright.model.JobSpec;
import org.arkwright.model.Mounts;
import org.arkwright.model.ProjectName;
import org.arkwright.model.RankResources;
import org.arkwright.model.ReplicaOf;
import org.arkwright.model.RestartPolicy;
import org.arkwright.model.Topology;
import org.arkwright.model.Work;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads a job spec. All fields but {@code command} or {@code script} may be left out; whatever is
 * there must be right, and every problem is reported, not the first only.
 */
public final class JobSpecReader {
  private static final List<String> FIELDS =
      List.of(
          "name",
          "project",
          "priority",
          "ranks",
          "resources",
          "topology",
          "command",
          "script",
          "env",
          "workingDirectory",
          "timeout",
          "restart",
          "grace",
          "labels",
          "expectedDuration",
          "deadline",
          "preemptible",
          "deferrable",
          "interruptible",
          "restartCost",
          "isolation",
          "inputs",
          "outputs");
  static final Scalar<String> ENV_NAME =
      Scalar.text(
          "a variable name: letters, digits and '_'",
          text -> text.matches("[A-Za-z_][A-Za-z0-9_]{0,254}"));
  private static final Scalar<String> LABEL_NAME =
      Scalar.text(
          "1 to 63 letters, digits, '.', '-', '_' or '/', not beginning with " + ReplicaOf.RESERVED,
          text ->
              text.matches("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?")
                  && !text.startsWith(ReplicaOf.RESERVED));
  static final Scalar<String> ENV_VALUE = Scalar.text("text; '' for none", _ -> true);
  private static final Scalar<String> LABEL_VALUE =
      Scalar.text("at most 255 characters; '' for none", text -> text.length() <= 255);
  private static final Scalar<String> ABSOLUTE_PATH =
      Scalar.text("an absolute path such as /data", text -> text.startsWith("/"));
  private static final int RESTARTS_MAX = 1_000_000;

  private JobSpecReader() {}

  /**
   * Reads YAML or JSON in UTF-8.
   *
   * @param defaultName the name of a job that gives itself none
   */
  public static Reading<JobSpec> read(byte[] document, String defaultName) {
    Problems problems = new Problems();
    Optional<MappingNode> root = Document.parse(document, problems);
    Optional<JobSpec> spec =
        root.flatMap(mapping -> spec(new Fields("", mapping, FIELDS, problems), defaultName));
    return problems.isEmpty() && spec.isPresent()
        ? new Reading.Read<>(spec.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static Optional<JobSpec> spec(Fields fields, String defaultName) {
    Optional<Work> work = WorkReader.read(fields);
    String name = fields.value("name", Scalar.name()).orElse(defaultName);
    ProjectName project =
        fields.value("project", Scalar.name()).map(ProjectName::new).orElse(ProjectName.DEFAULT);
    int priority =
        fields
            .value("priority", Scalar.wholeNumber(-JobSpec.PRIORITY_MAX, JobSpec.PRIORITY_MAX))
            .orElse(0);
    int ranks = fields.value("ranks", Scalar.wholeNumber(1, JobSpec.RANKS_MAX)).orElse(1);
    RankResources resources = ResourcesReader.perRank(fields);
    Topology topology =
        fields.value("topology", Scalar.choice(List.of(Topology.values()))).orElse(Topology.ANY);
    var env = fields.dictionary("env", ENV_NAME, ENV_VALUE);
    Optional<String> folder = fields.value("workingDirectory", ABSOLUTE_PATH);
    Optional<Duration> timeout = positive(fields, "timeout");
    RestartPolicy restart = restart(fields);
    Duration grace =
        fields.value("grace", Scalar.duration(Duration.ZERO)).orElse(JobSpec.GRACE_DEFAULT);
    var labels = fields.dictionary("labels", LABEL_NAME, LABEL_VALUE);
    Optional<Duration> expected = positive(fields, "expectedDuration");
    var deadline = fields.value("deadline", Scalar.instant());
    boolean preemptible = fields.value("preemptible", Scalar.truth()).orElse(true);
    Isolation isolation =
        fields
            .value("isolation", Scalar.choice(List.of(Isolation.values())))
            .orElse(Isolation.PROCESS);
    Flexibility flexibility = flexibility(fields);
    Mounts mounts = MountsReader.read(fields);
    return work.map(found ->
        new JobSpec(
            name,
            project,
            priority,
            ranks,
            resources,
            topology,
            found,
            env,
            folder,
            timeout,
            restart,
            grace,
            labels,
            expected,
            deadline,
            preemptible,
            isolation,
            mounts.equals(Mounts.NONE) ? Optional.empty() : Optional.of(mounts),
            Optional.of(flexibility).filter(Flexibility::deferrable)));
  }

  private static Optional<Duration> positive(Fields fields, String name) {
    return fields.value(name, Scalar.duration(Duration.ofMillis(1)));
  }

  private static Flexibility flexibility(Fields fields) {
    boolean interruptible = fields.value("interruptible", Scalar.truth()).orElse(false);
    Optional<Duration> cost = fields.value("restartCost", Scalar.duration(Duration.ZERO));
    // What may be paused may begin later too.
    boolean deferrable =
        fields
            .value(
                "deferrable",
                interruptible
                    ? Scalar.onlyTrue("true, as it is interruptible; or leave it out")
                    : Scalar.truth())
            .orElse(interruptible);
    return new Flexibility(
        deferrable || interruptible,
        interruptible,
        interruptible ? cost.orElse(Flexibility.RESTART_COST_USUAL) : Duration.ZERO);
  }

  private static RestartPolicy restart(Fields fields) {
    Optional<Fields> restart = fields.mapping("restart", List.of("maxRestarts", "backoff"));
    int most =
        restart
            .flatMap(found -> found.value("maxRestarts", Scalar.wholeNumber(0, RESTARTS_MAX)))
            .orElse(RestartPolicy.NEVER.maxRestarts());
    Duration backoff =
        restart
            .flatMap(found -> found.value("backoff", Scalar.duration(Duration.ZERO)))
            .orElse(RestartPolicy.NEVER.backoff());
    return new RestartPolicy(most, backoff);
  }
}
