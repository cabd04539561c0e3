package org.arkwright.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;
import org.arkwright.serve.llama.LlamaOptions;

/**
 * The command-line options of a replica.
 *
 * @param model the model's folder
 * @param runtime llama.cpp or onnx; if empty, determined by the files in the folder
 * @param name the model's name in responses
 * @param port the port to listen on; 0 for any free port
 * @param token the token that clients must present; empty admits every local program
 * @param llama what llama.cpp is told; of it, ONNX Runtime has the threads
 */
public record ServeOptions(
    Path model,
    Optional<String> runtime,
    String name,
    int port,
    Optional<String> token,
    LlamaOptions llama) {
  private static final int PARALLEL_DEFAULT = 4;

  /**
   * Reads {@code --name value} pairs and the environment.
   *
   * @throws OptionProblem when an option is missing or invalid; the message names it
   */
  public static ServeOptions parse(List<String> arguments, Map<String, String> environment) {
    ProgramOptions options =
        new ProgramOptions(arguments).orVariable("--port", environment, "ARKWRIGHT_PORT");
    Path folder = options.requiredPath("--model", "the model's folder").toAbsolutePath();
    ServeOptions read =
        new ServeOptions(
            folder.normalize(),
            options.text("--runtime"),
            options.text("--name").orElse(String.valueOf(folder.normalize().getFileName())),
            options.whole("--port", 0, 65_535).orElse(0),
            Optional.ofNullable(environment.get("ARKWRIGHT_REPLICA_TOKEN"))
                .filter(t -> !t.isBlank()),
            llama(options, environment));
    options.refuseRest();
    return read;
  }

  private static LlamaOptions llama(ProgramOptions options, Map<String, String> environment) {
    int parallel = options.whole("--parallel", 1, 256).orElse(PARALLEL_DEFAULT);
    return new LlamaOptions(
        parallel,
        options
            .whole("--threads", 1, 512)
            .orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() - 1)),
        options.whole("--context", 0, 1 << 20).orElse(0),
        options
            .whole("--batch", parallel, 1 << 16)
            .orElse(Math.max(parallel, LlamaOptions.BATCH_DEFAULT)),
        options.whole("--gpu-layers", -1, 10_000).orElse(-1),
        adapters(options, environment));
  }

  /** The names in their order, each with the folder that is mounted in its place. */
  private static SortedMap<String, Path> adapters(
      ProgramOptions options, Map<String, String> environment) {
    SortedMap<String, Path> adapters = new TreeMap<>();
    List<String> names =
        options.text("--adapters").map(text -> List.of(text.split(","))).orElse(List.of());
    for (String name : names) {
      String variable = "ARKWRIGHT_INPUT_ADAPTER_" + (adapters.size() + 1);
      String folder = environment.getOrDefault(variable, "");
      if (folder.isEmpty()) {
        throw new IllegalArgumentException(
            "%s is not set, expected the folder of the adapter '%s'".formatted(variable, name));
      }
      adapters.put(name, Path.of(folder));
    }
    return adapters;
  }
}
