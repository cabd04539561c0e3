package org.arkwright.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.arkwright.cli.CommandShell;
import org.arkwright.cli.FakeApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepTreeTest {
  @Test
  void update_withoutAScreen_printsALineForNews_notForACountdown(@TempDir Path folder)
      throws Exception {
    String document = "name: words\nsteps: {one: {command: [a], workingDirectory: /tmp}}";
    PipelineFile file = PipelineFile.read(document.getBytes(StandardCharsets.UTF_8), folder);
    PipelineStep step = file.steps().getFirst();
    try (FakeApi api = new FakeApi()) {
      CommandShell shell = CommandShell.at(api);
      StepTree tree = new StepTree(shell.terminal(false), Optional.empty(), file);

      tree.update(step, StepTree.Mark.RUNNING, "Queued  starts again in 2 s. (2 of 4)", "Queued");
      tree.update(step, StepTree.Mark.RUNNING, "Queued  starts again in 1 s. (1 of 4)", "Queued");
      tree.update(step, StepTree.Mark.RUNNING, "Running");
      tree.update(step, StepTree.Mark.DONE, "Running");

      assertThat(shell.out().lines().filter(line -> line.contains("Queued"))).hasSize(1);
      assertThat(shell.out().lines().filter(line -> line.contains("Running"))).hasSize(2);
    }
  }
}
