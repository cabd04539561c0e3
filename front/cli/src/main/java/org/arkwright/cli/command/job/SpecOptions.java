package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.snapshot.CodeOptions;
import org.arkwright.cli.snapshot.ScriptFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * The options that make up a job's spec. Values go to the server as they were typed; the server
 * validates them.
 */
final class SpecOptions {
  private static final int INVALID = 400;

  @Spec(Target.MIXEE)
  private @Nullable CommandSpec owner;

  @Option(names = "--name", paramLabel = "NAME", description = "The job's name.")
  private String name = "";

  @Option(names = "--project", paramLabel = "PROJECT", description = "Project whose quota it uses.")
  private String project = "";

  @Option(names = "--priority", paramLabel = "N", description = "-1000 to 1000; highest first.")
  private String priority = "";

  @Option(
      names = "--ranks",
      paramLabel = "N",
      description = "Number of ranks, which start together.")
  private String ranks = "";

  @Option(names = "--cpus", paramLabel = "N", description = "Cores per rank, such as 2 or 0.5.")
  private String cpus = "";

  @Option(names = "--memory", paramLabel = "SIZE", description = "Memory per rank, such as 4GiB.")
  private String memory = "";

  @Option(names = "--device", paramLabel = "KIND", description = "Device kind, such as h100.")
  private String device = "";

  @Option(
      names = "--device-memory",
      paramLabel = "SIZE",
      description = "Minimum memory of a device.")
  private String deviceMemory = "";

  @Option(names = "--devices", paramLabel = "N", description = "Devices per rank.")
  private String devices = "";

  @Option(
      names = "--share",
      paramLabel = "N",
      description = "Thousandths of one device, 1 to 1000.")
  private String share = "";

  @Option(
      names = "--topology",
      paramLabel = "TOPOLOGY",
      description = "any, same-node or spread (each rank on its own node).")
  private String topology = "";

  @Mixin private final CodeOptions code = new CodeOptions();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Time limit of an attempt, such as 90s or 2h.")
  private String timeout = "";

  @Option(names = "--max-restarts", paramLabel = "N", description = "Restarts after failures.")
  private String maxRestarts = "";

  @Option(names = "--backoff", paramLabel = "TIME", description = "Delay before the first restart.")
  private String backoff = "";

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description = "Time between asking ranks to stop and killing them.")
  private String grace = "";

  @Option(names = "--label", paramLabel = "K=V", description = "A label to find the job by.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--expected", paramLabel = "TIME", description = "Expected duration.")
  private String expected = "";

  @Option(
      names = "--deadline",
      paramLabel = "INSTANT",
      description = "When the result stops being useful, such as 2030-01-31T18:00:00Z.")
  private String deadline = "";

  @Option(
      names = "--deferrable",
      description = "The job may start later, when energy is cheaper or cleaner.")
  private boolean deferrable;

  @Option(
      names = "--interruptible",
      description = "The job may also be paused for that; it resumes from a checkpoint.")
  private boolean interruptible;

  @Option(
      names = "--restart-cost",
      paramLabel = "TIME",
      description = "Time lost by each pause; default: 1m.")
  private String restartCost = "";

  @Option(
      names = "--no-preempt",
      description = "No other job may take its place, whatever its priority.")
  private boolean noPreempt;

  @Option(
      names = "--isolation",
      paramLabel = "KIND",
      description = "process, sandbox (bubblewrap) or sandbox-offline.")
  private String isolation = "";

  @Option(
      names = "--in",
      paramLabel = "MOUNT=ARTIFACT",
      description = "Input folder, read-only: data=dataset/wordnet or data=dataset/wordnet@3.")
  private Map<String, String> inputs = new LinkedHashMap<>();

  @Option(
      names = "--out",
      paramLabel = "MOUNT=ARTIFACT",
      description = "Output folder, a new version if the job succeeds: m=model/definer.")
  private Map<String, String> outputs = new LinkedHashMap<>();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Run this script instead of a command.")
  private @Nullable Path script;

  /** The option of each field of the spec. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("name", "--name"),
          Map.entry("project", "--project"),
          Map.entry("priority", "--priority"),
          Map.entry("ranks", "--ranks"),
          Map.entry("resources.cpus", "--cpus"),
          Map.entry("resources.memory", "--memory"),
          Map.entry("resources.devices.kind", "--device"),
          Map.entry("resources.devices.minMemory", "--device-memory"),
          Map.entry("resources.devices.count", "--devices"),
          Map.entry("resources.devices.share", "--share"),
          Map.entry("topology", "--topology"),
          Map.entry("env", "--env"),
          Map.entry("secrets", "--secret"),
          Map.entry("workingDirectory", "--workdir"),
          Map.entry("timeout", "--timeout"),
          Map.entry("restart.maxRestarts", "--max-restarts"),
          Map.entry("restart.backoff", "--backoff"),
          Map.entry("grace", "--grace"),
          Map.entry("labels", "--label"),
          Map.entry("expectedDuration", "--expected"),
          Map.entry("deadline", "--deadline"),
          Map.entry("deferrable", "--deferrable"),
          Map.entry("restartCost", "--restart-cost"),
          Map.entry("isolation", "--isolation"),
          Map.entry("inputs", "--in"),
          Map.entry("outputs", "--out"),
          Map.entry("script", "--script"),
          Map.entry("command", "the command"));

  /** Returns the spec as JSON, with the given command; the code that it runs is brought along. */
  byte[] document(Session session, List<String> command) throws IOException {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(spec, "name", name);
    RequestJson.putText(spec, "project", project);
    RequestJson.putNumber(spec, "priority", priority);
    RequestJson.putNumber(spec, "ranks", ranks);
    putObject(spec, "resources", resources());
    RequestJson.putText(spec, "topology", topology);
    putWork(session, spec, code.command(session, command));
    code.putEnvironment(session, spec, true);
    RequestJson.putText(spec, "timeout", timeout);
    ObjectNode restart = JsonNodeFactory.instance.objectNode();
    RequestJson.putNumber(restart, "maxRestarts", maxRestarts);
    RequestJson.putText(restart, "backoff", backoff);
    putObject(spec, "restart", restart);
    RequestJson.putText(spec, "grace", grace);
    putObject(spec, "labels", texts(labels));
    RequestJson.putText(spec, "expectedDuration", expected);
    RequestJson.putText(spec, "deadline", deadline);
    if (noPreempt) {
      spec.put("preemptible", false);
    }
    if (deferrable) {
      spec.put("deferrable", true);
    }
    if (interruptible) {
      spec.put("interruptible", true);
    }
    RequestJson.putText(spec, "restartCost", restartCost);
    RequestJson.putText(spec, "isolation", isolation);
    putObject(spec, "inputs", texts(inputs));
    putObject(spec, "outputs", texts(outputs));
    if (code.brings(session)) {
      check(session, spec);
    }
    code.putFolder(session, spec);
    return spec.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Has the values refused before the folder is read and sent, which may take long. */
  private void check(Session session, ObjectNode spec) throws IOException {
    try {
      var _ = session.api().post("/jobs/check", spec);
    } catch (ProblemException refused) {
      if (refused.problem().status() == INVALID) {
        throw explain(refused);
      }
    } catch (UnreachableException _) {
      // Submitting waits for the server to return, and has it check the same.
    }
  }

  /** Returns the error to throw when the server refuses the document. */
  RuntimeException explain(ProblemException refused) {
    return new OptionErrors(Objects.requireNonNull(owner).commandLine(), OPTIONS).explain(refused);
  }

  private ObjectNode resources() {
    ObjectNode resources = JsonNodeFactory.instance.objectNode();
    RequestJson.putNumber(resources, "cpus", cpus);
    RequestJson.putText(resources, "memory", memory);
    ObjectNode deviceRequest = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(deviceRequest, "kind", device);
    RequestJson.putText(deviceRequest, "minMemory", deviceMemory);
    RequestJson.putNumber(deviceRequest, "count", devices);
    RequestJson.putNumber(deviceRequest, "share", share);
    putObject(resources, "devices", deviceRequest);
    return resources;
  }

  private void putWork(Session session, ObjectNode spec, List<String> command) {
    if (script != null && command.isEmpty()) {
      spec.put("script", ScriptFile.read(session.folder().resolve(script), script));
    } else if (script == null && !command.isEmpty()) {
      command.forEach(spec.putArray("command")::add);
    } else {
      throw new ParameterException(
          Objects.requireNonNull(owner).commandLine(),
          script == null
              ? "there is nothing to run\nexpected: a command after --, or --script FILE"
              : "both --script and a command are given\nexpected: one of them");
    }
  }

  private static ObjectNode texts(Map<String, String> map) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    map.forEach(node::put);
    return node;
  }

  private static void putObject(ObjectNode node, String field, ObjectNode part) {
    if (!part.isEmpty()) {
      node.set(field, part);
    }
  }
}
