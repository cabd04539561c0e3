package org.arkwright.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.arkwright.cli.CommandShell;
import org.arkwright.cli.FakeApi;
import org.arkwright.cli.api.PipelineAnswer;
import org.junit.jupiter.api.Test;

class StepTreeTest {
  @Test
  void update_withoutAScreen_printsALineForNews_notForACountdown() throws Exception {
    PipelineAnswer pipeline = answer("[{\"name\":\"one\",\"state\":\"Waiting\",\"needs\":[]}]");
    try (FakeApi api = new FakeApi()) {
      CommandShell shell = CommandShell.at(api);
      StepTree tree = new StepTree(shell.terminal(false), Optional.empty(), pipeline);

      tree.update("one", StepTree.Mark.RUNNING, "Queued  starts again in 2 s. (2 of 4)", "Queued");
      tree.update("one", StepTree.Mark.RUNNING, "Queued  starts again in 1 s. (1 of 4)", "Queued");
      tree.update("one", StepTree.Mark.RUNNING, "Running");
      tree.update("one", StepTree.Mark.DONE, "Running");

      assertThat(shell.out().lines().filter(line -> line.contains("Queued"))).hasSize(1);
      assertThat(shell.out().lines().filter(line -> line.contains("Running"))).hasSize(2);
    }
  }

  @Test
  void steps_comeAfterThoseTheyNeed_andKnowTheirDepth() throws Exception {
    PipelineAnswer pipeline =
        answer(
            "[{\"name\":\"c\",\"needs\":[\"b\",\"a\"]},{\"name\":\"b\",\"needs\":[\"a\"]},"
                + "{\"name\":\"a\",\"needs\":[]}]");

    assertThat(pipeline.steps()).extracting("name").containsExactly("a", "b", "c");
    assertThat(pipeline.steps()).extracting("depth").containsExactly(0, 1, 2);
  }

  private static PipelineAnswer answer(String steps) throws Exception {
    return new PipelineAnswer(
        new JsonMapper().readTree("{\"id\":\"p1\",\"name\":\"words\",\"steps\":" + steps + "}"));
  }
}
