package org.arkwright.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a replica was asked to serve.
 *
 * @param model the model's folder
 * @param runtime llama.cpp or onnx; by the files in the folder when empty
 * @param name what the model is called in answers
 * @param port where it listens; 0 for any free one
 * @param token what its clients must show; empty lets every local program in
 * @param contextTokens tokens for each request; 0 for the model's own
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
   * @throws IllegalArgumentException naming the option at fault
   */
  public static ServeOptions parse(List<String> arguments, Map<String, String> environment) {
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (!NAMES.contains(name) || i + 1 == arguments.size()) {
        throw new IllegalArgumentException(
            "'%s' is not an option with a value; known are %s"
                .formatted(name, String.join(", ", NAMES)));
      }
      given.put(name, arguments.get(i + 1));
    }
    String model = given.get("--model");
    if (model == null) {
      throw new IllegalArgumentException("--model is missing: name the model's folder");
    }
    Path folder = Path.of(model).toAbsolutePath().normalize();
    String port = given.getOrDefault("--port", environment.getOrDefault("ARKWRIGHT_PORT", "0"));
    return new ServeOptions(
        folder,
        Optional.ofNullable(given.get("--runtime")),
        given.getOrDefault("--name", String.valueOf(folder.getFileName())),
        number("--port", port, 0, 65_535),
        Optional.ofNullable(environment.get("ARKWRIGHT_REPLICA_TOKEN")).filter(t -> !t.isBlank()),
        number("--parallel", given.getOrDefault("--parallel", "" + PARALLEL_DEFAULT), 1, 256),
        number(
            "--threads",
            given.getOrDefault("--threads", "" + Runtime.getRuntime().availableProcessors()),
            1,
            1024),
        number("--context", given.getOrDefault("--context", "0"), 0, 1 << 20));
  }

  private static int number(String name, String text, int least, int most) {
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(
        "%s is '%s', expected a whole number from %d to %d".formatted(name, text, least, most));
  }
}
