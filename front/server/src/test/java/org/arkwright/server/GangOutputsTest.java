package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.RankExit;
import org.arkwright.options.StartException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the outputs of a gang on several nodes, each of which stores a part. */
class GangOutputsTest {
  private static final RankExit WELL = new RankExit.Exited(0);

  @TempDir Path home;
  private TestServer server;
  private ArtifactStore store;

  @BeforeEach
  void up() throws StartException, IOException {
    server = new TestServer(home);
    store = ArtifactStore.open(home.resolve("artifacts"));
    server.engine.join("node-2");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void partsOfTwoNodes_becomeOneVersionOfAllFiles() throws Exception {
    JobId job = gang();
    server.engine.end(job, 0, WELL, model("config.json", "{}", "shard-0", "zero"));
    server.engine.end(job, 1, WELL, model("config.json", "{}", "shard-1", "one"));
    assertThat(server.await(job).path("state").asText()).isEqualTo("Succeeded");
    assertThat(files("model/m/1")).containsExactly("config.json", "shard-0", "shard-1");
  }

  @Test
  void partsOverARestartOfTheServer_becomeOneVersion() throws Exception {
    JobId job = gang();
    server.engine.end(job, 0, WELL, model("shard-0", "zero"));
    server.close();
    server = new TestServer(home);
    server.engine.join("node-2");
    var _ = server.awaitState(job, "Running");
    assertThat(server.post("/api/v1/artifacts/collect", "").status()).isEqualTo(200);
    server.engine.end(job, 1, WELL, model("shard-1", "one"));
    assertThat(server.await(job).path("state").asText()).isEqualTo("Succeeded");
    assertThat(files("model/m/1")).containsExactly("shard-0", "shard-1");
  }

  @Test
  void twoNodesThatWroteOnePath_failTheJobByThePathAndBothNodes() throws Exception {
    JobId job = gang();
    server.engine.end(job, 0, WELL, model("a/weights", "zero"));
    server.engine.end(job, 1, WELL, model("a/weights", "one"));
    JsonNode view = server.await(job);
    assertThat(view.path("state").asText()).isEqualTo("Failed");
    assertThat(view.toString())
        .contains("output 'm'", "'a/weights' was written by node node-", "node-1", "node-2");
    assertThat(server.get("/api/v1/projects/default/artifacts/model/m/1").status()).isEqualTo(404);
  }

  @Test
  void fileOnOneNodeAndFolderOnTheOther_failTheJob() throws Exception {
    JobId job = gang();
    server.engine.end(job, 0, WELL, model("a", "zero"));
    server.engine.end(job, 1, WELL, model("a/b", "one"));
    assertThat(server.await(job).toString()).contains("'a' was written by node");
  }

  @Test
  void checkpointsOfAGangThatFails_arePutTogether() throws Exception {
    JobId job = gang();
    server.engine.end(job, 0, WELL, checkpoints("step-1/0", "zero"));
    server.engine.end(job, 1, new RankExit.Exited(1), checkpoints("step-1/1", "one"));
    assertThat(server.await(job).path("state").asText()).isEqualTo("Failed");
    assertThat(files("checkpoint/m/1")).containsExactly("step-1/0", "step-1/1");
  }

  private JobId gang() throws IOException, InterruptedException {
    JobId job =
        server.submit(
            """
            name: train
            command: [train]
            ranks: 2
            resources: {cpus: 3}
            outputs: {m: model/m}
            """);
    var _ = server.awaitState(job, "Running");
    return job;
  }

  private List<String> files(String artifact) throws IOException, InterruptedException {
    List<String> paths = new ArrayList<>();
    JsonNode version = server.get("/api/v1/projects/default/artifacts/" + artifact).json();
    version.path("files").forEach(file -> paths.add(file.path("path").asText()));
    return paths;
  }

  private StoredOutputs model(String... pathsAndTexts) throws IOException {
    return new StoredOutputs(new TreeMap<>(Map.of("m", stored(pathsAndTexts))), Optional.empty());
  }

  private StoredOutputs checkpoints(String... pathsAndTexts) throws IOException {
    return new StoredOutputs(new TreeMap<>(), Optional.of(stored(pathsAndTexts)));
  }

  private StoredFiles stored(String... pathsAndTexts) throws IOException {
    List<Manifest.File> files = new ArrayList<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      byte[] text = pathsAndTexts[i + 1].getBytes(StandardCharsets.UTF_8);
      files.add(store.storeFile(pathsAndTexts[i], new ByteArrayInputStream(text)));
    }
    return store.versionOf(files);
  }
}
