package org.arkwright.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.CommandShell;
import org.arkwright.cli.FakeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineItemsTest {
  @Test
  void run_asJson_printsAnItemForEachStep_andHowItEnded(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("p.yaml"),
        """
        name: words
        steps:
          one: {command: [a], workingDirectory: /tmp, outputs: {out: dataset/a}}
          two: {command: [b], workingDirectory: /tmp, inputs: {in: dataset/a}}
        """);
    try (FakeApi api = new FakeApi()) {
      api.on("POST /jobs/check", 200, "{}");
      api.on("POST /jobs", 200, "{\"reused\":true,\"outputs\":{\"out\":\"dataset/a@4\"}}");
      CommandShell shell = CommandShell.at(api).in(folder);

      assertThat(shell.run("pipeline", "run", "p.yaml", "-o", "json")).as(shell.err()).isZero();
      List<JsonNode> items = new ArrayList<>();
      for (String line : shell.out().lines().toList()) {
        items.add(new JsonMapper().readTree(line));
      }
      assertThat(items)
          .extracting(item -> item.path("type").asText() + " " + item.path("state").asText())
          .containsExactly("step done", "step done", "pipeline ");
      assertThat(items.getFirst().path("detail").asText()).contains("dataset/a@4");
      assertThat(items.getLast().path("succeeded").asBoolean()).isTrue();
    }
  }
}
