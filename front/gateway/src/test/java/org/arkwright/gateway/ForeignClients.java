package org.arkwright.gateway;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs programs that use clients in other languages, where these are installed. */
final class ForeignClients {
  private ForeignClients() {}

  /**
   * What a program in Python says.
   *
   * @param module the client, without which the test is left out
   * @param path what the client's base address has behind the gateway's
   */
  static String python(
      String module, String script, Path folder, GatewayHarness harness, String path)
      throws Exception {
    String python = Optional.ofNullable(System.getenv("ARKWRIGHT_TEST_PYTHON")).orElse("python3");
    Assumptions.assumeTrue(
        succeeds(python, "-c", "import " + module),
        "%s has no %s; set ARKWRIGHT_TEST_PYTHON to one that has".formatted(python, module));
    return output(Map.of(), python, copy(script, folder), harness, path);
  }

  /** As {@link #python}, of a program for Node. */
  static String node(String module, String script, Path folder, GatewayHarness harness, String path)
      throws Exception {
    String modules = Optional.ofNullable(System.getenv("NODE_PATH")).orElse("");
    Assumptions.assumeTrue(
        Files.isDirectory(Path.of(modules, module)) && succeeds("node", "--version"),
        "no node with %s; set NODE_PATH to a node_modules that has it".formatted(module));
    return output(Map.of("NODE_PATH", modules), "node", copy(script, folder), harness, path);
  }

  private static Path copy(String script, Path folder) throws IOException {
    Path file = folder.resolve(script);
    try (InputStream in =
        Objects.requireNonNull(ForeignClients.class.getResourceAsStream(script))) {
      Files.copy(in, file);
    }
    return file;
  }

  private static boolean succeeds(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(new File("/dev/null"))
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  private static String output(
      Map<String, String> environment,
      String interpreter,
      Path script,
      GatewayHarness harness,
      String path)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                interpreter, script.toString(), harness.uri(path).toString(), GatewayHarness.KEY)
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }
}
