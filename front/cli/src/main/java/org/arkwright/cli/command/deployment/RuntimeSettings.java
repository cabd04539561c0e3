package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.arkwright.cli.command.RequestJson;
import picocli.CommandLine.Option;

/** Options of {@code deployment set} that say how a built-in runtime serves the model. */
final class RuntimeSettings {
  @Option(
      names = "--context",
      paramLabel = "N",
      description = "Tokens of a request, prompt and answer; default: the model's, at most 8192.")
  private String context = "";

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Requests that a replica works on at a time; default: 4.")
  private String parallel = "";

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Most tokens of one pass through the model; default: 512.")
  private String batch = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Compute threads of a replica; default: its cores.")
  private String threads = "";

  @Option(
      names = "--gpu-layers",
      paramLabel = "N",
      description = "Layers of the model on GPUs; default: -1, all that fit.")
  private String gpuLayers = "";

  @Option(
      names = "--adapter",
      paramLabel = "MODEL",
      description = "A LoRA adapter that requests may name, as NAME:MODEL; can be repeated.")
  private List<String> adapters = List.of();

  void putInto(ObjectNode spec) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    RequestJson.putNumber(options, "context", context);
    RequestJson.putNumber(options, "parallel", parallel);
    RequestJson.putNumber(options, "batch", batch);
    RequestJson.putNumber(options, "threads", threads);
    RequestJson.putNumber(options, "gpuLayers", gpuLayers);
    if (!options.isEmpty()) {
      spec.set("options", options);
    }
    if (!adapters.isEmpty()) {
      adapters.forEach(spec.putArray("adapters")::add);
    }
  }
}
