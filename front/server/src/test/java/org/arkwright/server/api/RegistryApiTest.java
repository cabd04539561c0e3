package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's registry and the model artifacts, over the API and with a real store. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistryApiTest {
  private static final String ROOT = "/api/2.0/mlflow/";
  private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";
  private static final String MODELS = "/api/v1/projects/default/artifacts";

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder.resolve("home"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void versionRegisteredFromARun_isAModelArtifact_alsoAfterACollection() throws Exception {
    String run = runWithFile("m/weights.txt", "0.5");
    ok("registered-models/create", "{\"name\":\"sorter\"}");
    JsonNode version =
        ok(
                "model-versions/create",
                "{\"name\":\"sorter\",\"source\":\"runs:/%s/m\"}".formatted(run))
            .get("model_version");

    assertThat(version.get("artifact").asText()).isEqualTo("model/sorter@1");
    JsonNode shown = server.get(MODELS + "/model/sorter/1").json();
    assertThat(shown.at("/files/0/path").asText()).isEqualTo("weights.txt");
    assertThat(shown.at("/lineage/origin").asText())
        .isEqualTo("registered in MLflow from runs:/%s/m".formatted(run));
    assertThat(server.post("/api/v1/artifacts/collect", "").status()).isEqualTo(200);
    assertThat(text(server.get(MODELS + "/model/sorter/1/file?path=weights.txt"))).isEqualTo("0.5");

    assertThat(
            server
                .send(
                    "DELETE",
                    ROOT + "model-versions/delete",
                    "{\"name\":\"sorter\",\"version\":\"1\"}")
                .status())
        .isEqualTo(200);
    assertThat(server.get(MODELS + "/model/sorter/1").status()).isEqualTo(404);
  }

  @Test
  void importedModel_isInTheRegistry_andItsFilesAreDownloaded_untilItIsRemoved() throws Exception {
    Path source = Files.createDirectories(folder.resolve("source/deep"));
    Files.writeString(source.resolve("b.txt"), "weights");
    importFolder("definer", source.getParent());

    JsonNode model =
        server.get(ROOT + "registered-models/get?name=definer").json().get("registered_model");
    assertThat(model.at("/latest_versions/0/version").asText()).isEqualTo("1");
    String uri =
        server
            .get(ROOT + "model-versions/get-download-uri?name=definer&version=1")
            .json()
            .get("artifact_uri")
            .asText();
    assertThat(uri).isEqualTo("mlflow-artifacts:/model/definer@1/artifacts");
    String root = uri.substring("mlflow-artifacts:/".length());
    assertThat(
            server
                .get(PROXY.replaceFirst("/$", "") + "?path=" + root)
                .json()
                .findValuesAsText("path"))
        .containsExactly("deep");
    assertThat(text(server.get(PROXY + root + "/deep/b.txt"))).isEqualTo("weights");
    assertThat(put(PROXY + root + "/deep/b.txt", "others").status()).isEqualTo(403);
    assertThat(
            text(server.get("/model-versions/get-artifact?name=definer&version=1&path=deep/b.txt")))
        .isEqualTo("weights");

    assertThat(server.send("DELETE", MODELS + "/model/definer/1", "").status()).isEqualTo(200);
    assertThat(server.get(ROOT + "model-versions/get?name=definer&version=1").status())
        .isEqualTo(404);
  }

  @Test
  void uploadOfThePages_withoutData_isRefused_andAnEmptyFileOfAClientKept() throws Exception {
    String run = runWithFile("full.txt", "x");
    Reply refused =
        server.send(
            "POST",
            "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=%s&path=a.txt".formatted(run),
            "");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("message").asText()).isEqualTo("Request must specify data.");
    assertThat(put(PROXY + "0/" + run + "/artifacts/empty.txt", "").status()).isEqualTo(200);
    assertThat(
            server
                .get(ROOT + "artifacts/list?run_id=" + run)
                .json()
                .get("files")
                .findValuesAsText("path"))
        .containsExactly("empty.txt", "full.txt");
  }

  private String runWithFile(String path, String content) throws Exception {
    String run = ok("runs/create", "{\"experiment_id\": \"0\"}").at("/run/info/run_id").asText();
    assertThat(put(PROXY + "0/" + run + "/artifacts/" + path, content).status()).isEqualTo(200);
    return run;
  }

  private Reply put(String path, String content) throws Exception {
    return server.send(server.request(path).PUT(BodyPublishers.ofString(content)));
  }

  private JsonNode ok(String path, String body) throws Exception {
    Reply reply = server.post(ROOT + path, body);
    assertThat(reply.status()).as("%s", reply.json()).isEqualTo(200);
    return reply.json();
  }

  private static String text(Reply reply) {
    return new String(reply.response().body(), StandardCharsets.UTF_8);
  }

  private void importFolder(String name, Path source) throws Exception {
    String body = "{\"name\":\"model/%s\",\"source\":\"%s\"}".formatted(name, source);
    String id = server.post("/api/v1/projects/default/imports", body).json().path("id").asText();
    String state = "";
    while (!state.equals("Succeeded")) {
      state = server.get("/api/v1/imports/" + id).json().path("state").asText();
      assertThat(state).isNotEqualTo("Failed").isNotEmpty();
      Thread.onSpinWait();
    }
  }
}
