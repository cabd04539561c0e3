package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.arkwright.cli.command.RequestJson;
import picocli.CommandLine.Option;

/** The options that say what a conversion makes. */
final class ConversionOptions {
  /** The fields of a conversion, and the options that they come from. */
  static final Map<String, String> OPTIONS =
      Map.of(
          "type", "--type",
          "quantize", "--quantize",
          "resources.cpus", "--cpus",
          "resources.memory", "--memory");

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "How weights are kept: f16, bf16 or f32; default: f16.")
  private String type = "";

  @Option(
      names = "--quantize",
      paramLabel = "KIND",
      description = "Use fewer bits per weight: q8_0, q6_k, q5_k_m, q4_k_m and others.")
  private String quantize = "";

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Cores of the conversion's job, such as 2 or 0.5; default: 1.")
  private String cpus = "";

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "Memory of the conversion's job, such as 4GiB.")
  private String memory = "";

  /** Whether anything is asked for that a model as it is may not have. */
  boolean wantsConversion() {
    return !quantize.isEmpty() || !type.isEmpty();
  }

  void putInto(ObjectNode conversion) {
    RequestJson.putText(conversion, "type", type);
    RequestJson.putText(conversion, "quantize", quantize);
    ObjectNode resources = conversion.putObject("resources");
    RequestJson.putNumber(resources, "cpus", cpus);
    RequestJson.putText(resources, "memory", memory);
  }
}
