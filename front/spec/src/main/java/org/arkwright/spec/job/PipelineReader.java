package org.arkwright.spec.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.pipeline.PipelineProblem;
import org.arkwright.model.pipeline.PipelineShape;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.pipeline.PipelineStep;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads a pipeline: its name, its project, and its steps, each with the fields of a job and {@code
 * after}. All problems are reported, each with its line, step and field.
 */
public final class PipelineReader {
  private static final List<String> FIELDS = List.of("name", "project", "steps");
  private static final List<String> WORK = List.of("command", "script", "builtin", "server");
  private static final List<String> STEP_FIELDS = stepFields();
  private static final String STEPS = "a mapping of names to steps, each with the fields of a job";
  private static final String AFTER = "the name of a step, or a list of them";
  private static final SpecScalar<String> STEP =
      SpecScalar.text("a name of a step: " + Names.RULE, Names::isValid);

  private final SpecProblems problems;
  private final SecretSealer sealer;
  private final boolean asWritten;
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Map<String, MappingNode> bodies = new LinkedHashMap<>();

  private PipelineReader(SpecProblems problems, SecretSealer sealer, boolean asWritten) {
    this.problems = problems;
    this.sealer = sealer;
    this.asWritten = asWritten;
  }

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<PipelineSpec> read(byte[] document, SecretSealer sealer) {
    return read(document, sealer, false);
  }

  /**
   * Reads a pipeline's file as its author wrote it: with the fields that say which files beside it
   * travel with a step, {@code code}, {@code inPlace} and {@code snapshot: false}, which are only
   * skipped.
   */
  public static Reading<PipelineSpec> readAsWritten(byte[] document) {
    return read(document, SecretSealer.NONE, true);
  }

  private static Reading<PipelineSpec> read(
      byte[] document, SecretSealer sealer, boolean asWritten) {
    SpecProblems problems = new SpecProblems();
    PipelineReader reader = new PipelineReader(problems, sealer, asWritten);
    Optional<PipelineSpec> spec = SpecDocument.parse(document, problems).flatMap(reader::pipeline);
    if (problems.isEmpty()) {
      spec.ifPresent(sound -> PipelineShape.problems(sound).forEach(reader::report));
    }
    return problems.isEmpty() && spec.isPresent()
        ? new Reading.Read<>(spec.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static List<String> stepFields() {
    List<String> fields = new ArrayList<>(JobSpecReader.FIELDS);
    fields.remove("name");
    fields.remove("project");
    fields.add("after");
    return List.copyOf(fields);
  }

  private Optional<PipelineSpec> pipeline(MappingNode root) {
    SpecFields fields = new SpecFields("", root, FIELDS, problems);
    Optional<String> name = fields.value("name", SpecScalar.name());
    ProjectName project = fields.project();
    if (!fields.has("name")) {
      problems.document("name", "the pipeline has no name: give name, " + Names.RULE);
    }
    if (!fields.has("steps")) {
      problems.document(STEPS, "the pipeline has no steps: give steps: {NAME: {command: …}}");
    }
    List<PipelineStep> steps = new ArrayList<>();
    fields
        .node("steps", STEPS)
        .ifPresent(node -> {
          if (node instanceof MappingNode mapping) {
            mapping
                .getValue()
                .forEach(
                    tuple -> step(name.orElse("pipeline"), project, tuple).ifPresent(steps::add));
          } else {
            problems.value("steps", node, STEPS);
          }
        });
    return name.map(known -> new PipelineSpec(known, project, steps));
  }

  private Optional<PipelineStep> step(String pipeline, ProjectName project, NodeTuple tuple) {
    Optional<String> name = STEP.read(tuple.getKeyNode());
    if (name.isEmpty()) {
      problems.value("a key of steps", tuple.getKeyNode(), STEP.expected());
      return Optional.empty();
    }
    String path = "steps." + name.get();
    if (keys.putIfAbsent(name.get(), tuple.getKeyNode()) != null) {
      problems.field(path, tuple.getKeyNode(), "each step once", path + " is given twice");
      return Optional.empty();
    }
    String jobName = PipelineSpec.jobName(pipeline, name.get());
    if (!Names.isValid(jobName)) {
      problems.field(
          path,
          tuple.getKeyNode(),
          Names.RULE,
          "the job of step '%s' would be named '%s', expected %s"
              .formatted(name.get(), jobName, Names.RULE));
      return Optional.empty();
    }
    if (!(tuple.getValueNode() instanceof MappingNode written)) {
      problems.value(path, tuple.getValueNode(), "the fields of a job");
      return Optional.empty();
    }
    MappingNode body = asWritten ? withoutFolders(written) : written;
    bodies.put(name.get(), body);
    SpecFields fields = new SpecFields(path, body, STEP_FIELDS, problems);
    if (WORK.stream().noneMatch(fields::has)) {
      problems.field(
          path,
          tuple.getKeyNode(),
          "command or script",
          "step '%s' has nothing to run: give command or script".formatted(name.get()));
      return Optional.empty();
    }
    NavigableSet<String> after = after(fields);
    return JobSpecReader.spec(fields, jobName, sealer)
        .map(job -> new PipelineStep(name.get(), inProject(job, project), after));
  }

  private static JobSpec inProject(JobSpec job, ProjectName project) {
    return new JobSpec(
        job.name(),
        project,
        job.labels(),
        job.gang(),
        job.execution(),
        job.scheduling(),
        job.artifacts());
  }

  private NavigableSet<String> after(SpecFields fields) {
    NavigableSet<String> after = new TreeSet<>();
    fields
        .node("after", AFTER)
        .ifPresent(node -> {
          List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of(node);
          for (Node item : items) {
            STEP.read(item)
                .ifPresentOrElse(
                    step -> after.add(step),
                    () -> problems.value(fields.pathOf("after"), item, AFTER));
          }
        });
    return after;
  }

  /** Takes out what is decided beside the pipeline's file, before anything is sent. */
  private static MappingNode withoutFolders(MappingNode step) {
    List<NodeTuple> kept = step.getValue().stream().filter(tuple -> !isOfFolders(tuple)).toList();
    return new MappingNode(
        step.getTag(),
        true,
        new ArrayList<>(kept),
        step.getStartMark(),
        step.getEndMark(),
        step.getFlowStyle());
  }

  private static boolean isOfFolders(NodeTuple tuple) {
    String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    return switch (key) {
      case "code", "inPlace" -> true;
      case "snapshot" ->
          tuple.getValueNode() instanceof ScalarNode scalar
              && List.of("true", "false").contains(scalar.getValue());
      default -> false;
    };
  }

  /** Reports a problem of the pipeline's shape at the line of its step or field. */
  private void report(PipelineProblem problem) {
    String message =
        "%s%s: '%s', expected %s. %s"
            .formatted(
                problem.step().isEmpty() ? "the pipeline" : "step '%s'".formatted(problem.step()),
                problem.field().isEmpty() ? "" : ", " + problem.field(),
                problem.offending(),
                problem.expected(),
                problem.advice());
    Node key = keys.get(problem.step());
    if (key == null) {
      problems.document(problem.expected(), message);
      return;
    }
    String first = problem.field().replaceFirst("[.].*", "");
    Node at = key;
    MappingNode body = bodies.get(problem.step());
    if (body != null) {
      for (NodeTuple tuple : body.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(first)) {
          at = tuple.getKeyNode();
        }
      }
    }
    String path = "steps." + problem.step();
    problems.field(
        problem.field().isEmpty() ? path : path + "." + problem.field(),
        at,
        problem.expected(),
        message);
  }
}
