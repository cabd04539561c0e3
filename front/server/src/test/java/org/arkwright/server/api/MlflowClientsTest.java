package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's own client, with the libraries that it logs for, against a server. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MlflowClientsTest {
  private static final String PYTHON =
      Optional.ofNullable(System.getenv("ARKWRIGHT_TEST_PYTHON")).orElse("python3");

  @TempDir Path folder;

  @Tag("mlflow")
  @Test
  void autologOfScikitLearnAndXgboost_losesNothing_whereInstalled() throws Exception {
    try (TestServer server = new TestServer(folder.resolve("home"))) {
      assertThat(run(server, "autolog.py", "mlflow, sklearn, xgboost")).endsWith("ok");
      assertThat(server.get("/api/v1/projects/default/artifacts/model/iris/1").status())
          .as("what was registered is a model artifact")
          .isEqualTo(200);
    }
  }

  @Tag("lightning")
  @Test
  void autologOfLightning_losesNoMetric_whereInstalled() throws Exception {
    try (TestServer server = new TestServer(folder.resolve("home"))) {
      assertThat(run(server, "lightning.py", "mlflow, lightning")).endsWith("ok");
    }
  }

  private String run(TestServer server, String script, String modules) throws Exception {
    Assumptions.assumeTrue(
        new ProcessBuilder(PYTHON, "-c", "import " + modules)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0,
        "%s has not all of %s; set ARKWRIGHT_TEST_PYTHON to one that has"
            .formatted(PYTHON, modules));
    Path file = folder.resolve("run_" + script);
    try (InputStream in =
        Objects.requireNonNull(MlflowClientsTest.class.getResourceAsStream(script))) {
      Files.copy(in, file);
    }
    ProcessBuilder builder =
        new ProcessBuilder(PYTHON, file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("MLFLOW_TRACKING_URI", server.uri("").toString());
    builder.environment().put("MLFLOW_TRACKING_TOKEN", TestServer.TOKEN);
    Process process = builder.start();
    String output = text(process.getInputStream());
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
