package org.arkwright.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;

/**
 * The command-line options of a replica.
 *
 * @param model the model's folder
 * @param runtime llama.cpp or onnx; if empty, determined by the files in the folder
 * @param name the model's name in responses
 * @param port the port to listen on; 0 for any free port
 * @param token the token that clients must present; empty admits every local program
 * @param contextTokens the context of each request in tokens; 0 for the model's own
 */
public record ServeOptions(
    Path model,
    Optional<String> runtime,
    String name,
    int port,
    Optional<String> token,
    int parallel,
    int threads,
    int contextTokens) {
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
            options.whole("--parallel", 1, 256).orElse(PARALLEL_DEFAULT),
            options
                .whole("--threads", 1, 1024)
                .orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() - 1)),
            options.whole("--context", 0, 1 << 20).orElse(0));
    options.refuseRest();
    return read;
  }
}
