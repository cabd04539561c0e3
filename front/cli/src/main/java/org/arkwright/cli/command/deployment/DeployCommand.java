package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.command.artifact.ModelAlias;
import org.arkwright.cli.follow.DeploymentWait;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.snapshot.CodeOptions;
import org.arkwright.cli.snapshot.ScriptFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code deployment set}: creates or changes a deployment. */
@Command(
    name = "set",
    customSynopsis = "arkwright deployment set [OPTION]... NAME [-- COMMAND...]",
    description = {
      "Create a deployment, or change one: its replicas are then replaced one by one.",
      "The command after -- is any server of the OpenAI API on 127.0.0.1; in its arguments {port}"
          + " and {model} stand for the port and the model's folder."
    })
public final class DeployCommand implements Callable<Integer> {
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("model", "--model"),
          Map.entry("runtime", "--runtime"),
          Map.entry("replicas", "--replicas"),
          Map.entry("upstreamModel", "--upstream-model"),
          Map.entry("options.context", "--context"),
          Map.entry("options.parallel", "--parallel"),
          Map.entry("options.batch", "--batch"),
          Map.entry("options.threads", "--threads"),
          Map.entry("options.gpuLayers", "--gpu-layers"),
          Map.entry("adapters", "--adapter"),
          Map.entry("priority", "--priority"),
          Map.entry("resources.cpus", "--cpus"),
          Map.entry("resources.memory", "--memory"),
          Map.entry("resources.devices.kind", "--device"),
          Map.entry("resources.devices.count", "--devices"),
          Map.entry("resources.devices.share", "--share"),
          Map.entry("env", "--env"),
          Map.entry("secrets", "--secret"),
          Map.entry("workingDirectory", "--workdir"),
          Map.entry("scaling.targetOutstanding", "--target"),
          Map.entry("scaling.idle", "--idle"),
          Map.entry("probes.path", "--health"),
          Map.entry("deployment", "NAME"),
          Map.entry("project", "the project in NAME"),
          Map.entry("command", "the command"));

  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Parameters(index = "0", paramLabel = "NAME", description = "NAME, or PROJECT/NAME.")
  private String name = "";

  @Parameters(index = "1..*", hidden = true)
  private List<String> command = List.of();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "The model, such as definer@3 or, by an alias in MLflow's registry, definer@best.")
  private String model = "";

  @Option(names = "--runtime", paramLabel = "RUNTIME", description = "llama.cpp, onnx or command.")
  private String runtime = "";

  @Option(
      names = "--replicas",
      paramLabel = "N|A..B",
      description = "Replicas; a range scales with load, from 0 down to none when idle.")
  private String replicas = "";

  @Option(
      names = "--upstream-model",
      paramLabel = "NAME",
      description = "The model's name in the replica's own API.")
  private String upstream = "";

  @Option(names = "--priority", paramLabel = "N", description = "Replicas' priority; default: 100.")
  private String priority = "";

  @Option(names = "--cpus", paramLabel = "N", description = "Cores per replica.")
  private String cpus = "";

  @Option(names = "--memory", paramLabel = "SIZE", description = "Memory per replica.")
  private String memory = "";

  @Option(names = "--device", paramLabel = "KIND", description = "Device kind, such as h100.")
  private String device = "";

  @Option(names = "--devices", paramLabel = "N", description = "Devices per replica.")
  private String devices = "";

  @Option(names = "--share", paramLabel = "N", description = "Thousandths of one device.")
  private String share = "";

  @Mixin private final RuntimeSettings runtimeSettings = new RuntimeSettings();

  @Mixin private final CodeOptions code = new CodeOptions();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Run this script of the folder; what follows -- are its arguments.")
  private @Nullable Path script;

  @Option(
      names = "--target",
      paramLabel = "N",
      description = "Target number of concurrent requests per replica.")
  private String target = "";

  @Option(names = "--idle", paramLabel = "TIME", description = "Idle time before it sleeps.")
  private String idle = "";

  @Option(
      names = "--health",
      paramLabel = "PATH",
      description = "Path that answers 200 when ready.")
  private String health = "";

  @Option(
      names = {"-d", "--detach"},
      description = "Do not wait until it is ready.")
  private boolean detach;

  public DeployCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode document = document();
    JsonNode answer =
        new OptionErrors(Objects.requireNonNull(owner).commandLine(), OPTIONS)
            .sending(() -> session.api().put(ApiPaths.deployment(name), document));
    if (detach) {
      session.print(answer, one -> DeploymentListCommand.table(session, List.of(one)));
      return ExitCode.OK;
    }
    DeploymentAnswer deployment = new DeploymentAnswer(answer);
    boolean ready = new DeploymentWait(session.api(), session.terminal(), name).await(deployment);
    JsonNode latest = session.api().get(ApiPaths.deployment(name));
    if (session.wantsData() || ready) {
      session.print(latest, one -> DeploymentListCommand.table(session, List.of(one)));
    } else {
      new DeploymentDetailView(session, new DeploymentAnswer(latest)).print();
    }
    return ready ? ExitCode.OK : ExitCode.FAILURE;
  }

  private ObjectNode document() throws IOException {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(spec, "model", ModelAlias.resolve(session, project(), model));
    RequestJson.putText(spec, "runtime", runtime);
    List<String> program =
        script == null
            ? code.command(session, command)
            : ScriptFile.command(session.folder(), script, command);
    if (!program.isEmpty()) {
      program.forEach(spec.putArray("command")::add);
    }
    RequestJson.putText(spec, "upstreamModel", upstream);
    runtimeSettings.putInto(spec);
    RequestJson.putText(spec, "replicas", replicas);
    RequestJson.putNumber(spec, "priority", priority);
    ObjectNode resources = JsonNodeFactory.instance.objectNode();
    RequestJson.putNumber(resources, "cpus", cpus);
    RequestJson.putText(resources, "memory", memory);
    ObjectNode deviceRequest = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(deviceRequest, "kind", device);
    RequestJson.putNumber(deviceRequest, "count", devices);
    RequestJson.putNumber(deviceRequest, "share", share);
    putObject(resources, "devices", deviceRequest);
    putObject(spec, "resources", resources);
    code.putEnvironment(session, spec, !program.isEmpty());
    if (!program.isEmpty()) {
      code.putFolder(session, spec);
    }
    ObjectNode scaling = JsonNodeFactory.instance.objectNode();
    RequestJson.putNumber(scaling, "targetOutstanding", target);
    RequestJson.putText(scaling, "idle", idle);
    putObject(spec, "scaling", scaling);
    ObjectNode probes = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(probes, "path", health);
    putObject(spec, "probes", probes);
    return spec;
  }

  private String project() {
    int slash = name.indexOf('/');
    return slash < 0 ? "default" : name.substring(0, slash);
  }

  private static void putObject(ObjectNode node, String field, ObjectNode part) {
    if (!part.isEmpty()) {
      node.set(field, part);
    }
  }
}
