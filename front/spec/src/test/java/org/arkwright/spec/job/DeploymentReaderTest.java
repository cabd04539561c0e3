package org.arkwright.spec.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.RuntimeOptions;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.ProjectName;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;
import org.arkwright.spec.SpecWriter;
import org.junit.jupiter.api.Test;

class DeploymentReaderTest {
  private static final DeploymentName CHAT = new DeploymentName(ProjectName.DEFAULT, "chat");

  @Test
  void options_andAdapters_areRead_andWrittenAsTheyWere() {
    DeploymentSpec spec =
        accepted(
            """
            model: base
            options: {context: 4096, parallel: 8, batch: 256, threads: 3, gpuLayers: -1}
            adapters: [tone, model/style@2]
            """);
    RuntimeOptions options = spec.serving().options();
    assertThat(options.context()).hasValue(4096);
    assertThat(options.parallel()).hasValue(8);
    assertThat(options.batch()).hasValue(256);
    assertThat(options.threads()).hasValue(3);
    assertThat(options.gpuLayers()).hasValue(-1);
    assertThat(options.adapters()).hasToString("[model/tone@latest, model/style@2]");
    assertThat(accepted(SpecWriter.deployment(spec).toString())).isEqualTo(spec);
  }

  @Test
  void withoutOptions_theRuntimeChooses() {
    assertThat(accepted("model: base").serving().options()).isEqualTo(RuntimeOptions.DEFAULT);
  }

  @Test
  void threads_areAllThatOnnxHas_andACommandHasOptionsOfItsOwn() {
    RuntimeOptions options =
        accepted("{model: base, runtime: onnx, options: {threads: 2}}").serving().options();
    assertThat(options.threads()).isEqualTo(OptionalInt.of(2));
    assertThat(problems("{model: base, runtime: onnx, options: {context: 5}, adapters: [a]}"))
        .containsExactly("options.context", "adapters");
    assertThat(problems("{command: [a], options: {threads: 2}}"))
        .containsExactly("options.threads");
  }

  @Test
  void valuesThatCannotBe_areRefusedEachAtItsField() {
    assertThat(problems("{model: base, options: {context: 0, parallel: 257, gpuLayers: -2}}"))
        .containsExactly("options.context", "options.parallel", "options.gpuLayers");
    assertThat(problems("{model: base, options: {contex: 5}}")).hasSize(1);
    assertThat(problems("{model: base, adapters: a}")).containsExactly("adapters");
    assertThat(problems("{model: base, adapters: [a, a@2]}")).containsExactly("adapters");
    assertThat(problems("{model: base, adapters: [dataset/a]}")).containsExactly("adapters");
  }

  private static DeploymentSpec accepted(String document) {
    return switch (read(document)) {
      case Reading.Read<DeploymentSpec>(DeploymentSpec spec) -> spec;
      case Reading.Rejected<DeploymentSpec>(List<SpecProblem> problems) ->
          throw new AssertionError(problems);
    };
  }

  private static List<String> problems(String document) {
    return switch (read(document)) {
      case Reading.Read<DeploymentSpec>(DeploymentSpec spec) -> throw new AssertionError(spec);
      case Reading.Rejected<DeploymentSpec>(List<SpecProblem> problems) ->
          problems.stream().map(SpecProblem::field).toList();
    };
  }

  private static Reading<DeploymentSpec> read(String document) {
    return DeploymentReader.read(CHAT, document.getBytes(UTF_8), _ -> ModelRuntime.LLAMA_CPP);
  }
}
