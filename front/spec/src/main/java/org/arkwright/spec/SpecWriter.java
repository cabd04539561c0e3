package org.arkwright.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import org.arkwright.model.access.Quota;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.RuntimeOptions;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.Work;
import org.arkwright.model.unit.Resources;

/** Writes specs and quotas in the form that this package's readers accept. */
public final class SpecWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SpecWriter() {}

  /** Returns the job's spec with every default written out. */
  public static ObjectNode job(JobSpec spec) {
    ObjectNode json = JSON.objectNode();
    json.put("name", spec.name());
    json.put("project", spec.project().value());
    json.put("priority", spec.scheduling().priority());
    json.put("ranks", spec.gang().ranks());
    json.set("resources", resources(spec.gang().resources()));
    json.put("topology", EnumNames.of(spec.gang().topology()));
    if (!spec.gang().nodes().isEmpty()) {
      spec.gang().nodes().forEach(node -> json.withArray("nodes").add(node.toString()));
    }
    switch (spec.execution().work()) {
      case Work.Command(var argv) -> argv.forEach(json.putArray("command")::add);
      case Work.Script(String text) -> json.put("script", text);
      case Work.Builtin(var program, var arguments) -> {
        ArrayNode builtin = json.putArray("builtin").add(program.word());
        arguments.forEach(builtin::add);
      }
      case Work.Server(var argv) -> argv.forEach(json.putArray("server")::add);
    }
    json.set("env", dictionary(spec.execution().env()));
    spec.execution().workingDirectory().ifPresent(folder -> json.put("workingDirectory", folder));
    spec.execution().snapshot().ifPresent(files -> json.put("snapshot", files.hex()));
    spec.execution().timeout().ifPresent(timeout -> json.put("timeout", Durations.format(timeout)));
    ObjectNode restart =
        json.putObject("restart")
            .put("maxRestarts", spec.execution().restart().maxRestarts())
            .put("backoff", Durations.format(spec.execution().restart().backoff()));
    if (!spec.execution().restart().afterLoss()) {
      restart.put("afterLoss", false);
    }
    if (!spec.execution().restart().finalExits().isEmpty()) {
      spec.execution().restart().finalExits().forEach(restart.putArray("finalExits")::add);
    }
    json.put("grace", Durations.format(spec.execution().grace()));
    json.set("labels", dictionary(spec.labels()));
    spec.scheduling()
        .expectedDuration()
        .ifPresent(expected -> json.put("expectedDuration", Durations.format(expected)));
    spec.scheduling().deadline().ifPresent(deadline -> json.put("deadline", deadline.toString()));
    json.put("preemptible", spec.scheduling().preemptible());
    if (spec.scheduling().preemptible()) {
      json.put("resumes", spec.scheduling().resumes());
    }
    spec.scheduling()
        .flexibility()
        .ifPresent(flexibility -> {
          json.put("deferrable", flexibility.deferrable());
          if (flexibility.interruptible()) {
            json.put("interruptible", true)
                .put("restartCost", Durations.format(flexibility.restartCost()));
          }
        });
    json.put("isolation", EnumNames.of(spec.execution().isolation()));
    spec.artifacts()
        .ifPresent(mounts -> {
          ObjectNode inputs = json.putObject("inputs");
          mounts.inputs().forEach((mount, ref) -> inputs.put(mount, ref.toString()));
          ObjectNode outputs = json.putObject("outputs");
          mounts.outputs().forEach((mount, name) -> outputs.put(mount, name.toString()));
        });
    return json;
  }

  /** Returns the deployment's spec with every default written out, without its name. */
  public static ObjectNode deployment(DeploymentSpec spec) {
    ObjectNode json = JSON.objectNode();
    spec.serving().model().ifPresent(ref -> json.put("model", ref.toString()));
    json.put("runtime", spec.serving().runtime().word());
    if (!spec.serving().command().isEmpty()) {
      spec.serving().command().forEach(json.putArray("command")::add);
    }
    json.put("upstreamModel", spec.serving().upstream());
    putOptions(json, spec.serving().options());
    json.put("replicas", spec.replicas().toString());
    json.put("priority", spec.template().priority());
    json.set("resources", resources(spec.template().resources()));
    json.set("env", dictionary(spec.template().env()));
    spec.template().workingDirectory().ifPresent(folder -> json.put("workingDirectory", folder));
    spec.template().snapshot().ifPresent(files -> json.put("snapshot", files.hex()));
    json.putObject("scaling")
        .put("targetOutstanding", spec.scaling().targetOutstanding())
        .put("stabilisation", Durations.format(spec.scaling().stabilisation()))
        .put("idle", Durations.format(spec.scaling().idle()));
    json.putObject("probes")
        .put("path", spec.probes().path())
        .put("period", Durations.format(spec.probes().period()))
        .put("timeout", Durations.format(spec.probes().timeout()))
        .put("failures", spec.probes().failures())
        .put("startup", Durations.format(spec.probes().startup()));
    json.put("drain", Durations.format(spec.drain()));
    return json;
  }

  private static void putOptions(ObjectNode json, RuntimeOptions options) {
    ObjectNode given = JSON.objectNode();
    options.context().ifPresent(value -> given.put("context", value));
    options.parallel().ifPresent(value -> given.put("parallel", value));
    options.batch().ifPresent(value -> given.put("batch", value));
    options.threads().ifPresent(value -> given.put("threads", value));
    options.gpuLayers().ifPresent(value -> given.put("gpuLayers", value));
    if (!given.isEmpty()) {
      json.set("options", given);
    }
    if (!options.adapters().isEmpty()) {
      ArrayNode adapters = json.putArray("adapters");
      options.adapters().forEach(ref -> adapters.add(ref.toString()));
    }
  }

  /** Returns the resources of each rank. */
  public static ObjectNode resources(RankResources resources) {
    ObjectNode json = JSON.objectNode();
    json.put("cpus", thousandths(resources.cpuMillis()));
    json.put("memory", resources.memory().value());
    resources.devices().ifPresent(devices -> json.set("devices", devices(devices)));
    return json;
  }

  private static ObjectNode devices(DeviceRequest devices) {
    ObjectNode json = JSON.objectNode();
    devices.kind().ifPresent(kind -> json.put("kind", kind));
    json.put("minMemory", devices.minimumMemory().value());
    json.put("count", devices.count());
    json.put("share", devices.share().thousandths());
    return json;
  }

  /** Returns the quota without its project. */
  public static ObjectNode quota(Quota quota) {
    ObjectNode json = JSON.objectNode();
    quota.cohort().ifPresent(cohort -> json.put("cohort", cohort));
    json.set("nominal", amount(quota.nominal()));
    json.set("borrowingLimit", amount(quota.borrowingLimit()));
    json.set("lendingLimit", amount(quota.lendingLimit()));
    json.put("weight", quota.weight());
    return json;
  }

  /** Returns an amount of resources: numbers, or the word {@code unlimited}. */
  public static ObjectNode amount(Resources amount) {
    ObjectNode json = JSON.objectNode();
    put(json, "cpus", amount.cpuMillis(), thousandths(amount.cpuMillis()));
    put(json, "memory", amount.memoryBytes(), BigDecimal.valueOf(amount.memoryBytes()));
    put(json, "devices", amount.deviceThousandths(), thousandths(amount.deviceThousandths()));
    return json;
  }

  private static void put(ObjectNode json, String name, long amount, BigDecimal shown) {
    if (amount == Resources.UNLIMITED_AMOUNT) {
      json.put(name, "unlimited");
    } else {
      json.put(name, shown);
    }
  }

  /** Returns a number without trailing zeros or exponent: 1000 thousandths are 1, 1500 are 1.5. */
  public static BigDecimal thousandths(long amount) {
    BigDecimal shown = BigDecimal.valueOf(amount, 3).stripTrailingZeros();
    return shown.scale() < 0 ? shown.setScale(0) : shown;
  }

  private static ObjectNode dictionary(Map<String, String> entries) {
    ObjectNode json = JSON.objectNode();
    entries.forEach(json::put);
    return json;
  }
}
