package org.arkwright.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
  private static final List<String> NAMES =
      List.of("--model", "--runtime", "--name", "--port", "--parallel", "--threads", "--context");
  private static final int PARALLEL_DEFAULT = 4;

  /**
   * Reads {@code --name value} pairs and the environment.
   *
   * @throws IllegalArgumentException when an option is invalid; the message names it
   */
  public static ServeOptions parse(List<String> arguments, Map<String, String> environment) {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!NAMES.contains(name) || i + 1 == arguments.size()) {
        throw new IllegalArgumentException(
            "'%s' is not an option with a value; the options are %s"
                .formatted(name, String.join(", ", NAMES)));
      }
      options.put(name, arguments.get(i + 1));
    }
    String model = options.get("--model");
    if (model == null) {
      throw new IllegalArgumentException("--model is missing: name the model's folder");
    }
    Path folder = Path.of(model).toAbsolutePath().normalize();
    String port = options.getOrDefault("--port", environment.getOrDefault("ARKWRIGHT_PORT", "0"));
    return new ServeOptions(
        folder,
        Optional.ofNullable(options.get("--runtime")),
        options.getOrDefault("--name", String.valueOf(folder.getFileName())),
        number("--port", port, 0, 65_535),
        Optional.ofNullable(environment.get("ARKWRIGHT_REPLICA_TOKEN")).filter(t -> !t.isBlank()),
        number("--parallel", options.getOrDefault("--parallel", "" + PARALLEL_DEFAULT), 1, 256),
        number(
            "--threads",
            options.getOrDefault("--threads", "" + Runtime.getRuntime().availableProcessors()),
            1,
            1024),
        number("--context", options.getOrDefault("--context", "0"), 0, 1 << 20));
  }

  private static int number(String name, String text, int min, int max) {
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "%s is '%s', expected a whole number from %d to %d".formatted(name, text, min, max));
  }
}
