package org.arkwright.spec.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;
import org.junit.jupiter.api.Test;

class PipelineReaderTest {
  private static final String WORDS =
      """
      name: words
      project: research
      steps:
        count:
          command: [wc, -l]
          inputs: {data: dataset/clean}
          resources: {cpus: 0.5}
        clean:
          script: sort -u
          outputs: {out: dataset/clean}
          after: []
        last: {command: [echo], after: [count, clean]}
        alone: {command: [echo], after: clean}
      """;

  @Test
  void read_stepsAreJobsOfThePipelinesNameAndProject() {
    PipelineSpec spec = read(WORDS);
    assertThat(spec.steps()).extracting("name").containsExactly("count", "clean", "last", "alone");
    assertThat(spec.steps().getFirst().job().name()).isEqualTo("words-count");
    assertThat(spec.steps().getFirst().job().project()).hasToString("research");
    assertThat(spec.needs().get("last")).containsExactly("clean", "count");
    assertThat(spec.needs().get("count")).containsExactly("clean");
    assertThat(spec.needs().get("alone")).containsExactly("clean");
  }

  @Test
  void read_everyProblem_hasItsLineStepAndField() {
    assertThat(
            problems(
                """
                name: words
                steps:
                  one:
                    command: [a]
                    ranks: none
                    name: mine
                  two:
                    priority: 3
                  'a b': {command: [x]}
                  three: {command: [x], outputs: {OUT: dataset/x}}
                  four: [x]
                """))
        .anyMatch(text -> text.startsWith("line 5: steps.one.ranks is 'none'"))
        .anyMatch(text -> text.startsWith("line 6: unknown field 'name' in steps.one"))
        .anyMatch(text -> text.startsWith("line 7: step 'two' has nothing to run"))
        .anyMatch(text -> text.startsWith("line 9: a key of steps is 'a b'"))
        .anyMatch(text -> text.startsWith("line 10: a key of steps.three.outputs is 'OUT'"))
        .anyMatch(text -> text.startsWith("line 11: steps.four is a list"))
        .hasSize(6);
  }

  @Test
  void read_shape_isCheckedToo_atTheFieldsLine() {
    assertThat(
            problems(
                """
                name: words
                steps:
                  one:
                    command: [a]
                    after: three
                  two:
                    command: [a]
                    after: one
                  three:
                    command: [a]
                    after: two
                """))
        .singleElement()
        .asString()
        .startsWith("line 5: step 'one', after: 'one → three → two → one'");
    assertThat(problems("name: w\nsteps:\n  a:\n    command: [x]\n    after: gone\n"))
        .singleElement()
        .asString()
        .startsWith("line 5: step 'a', after: 'gone', expected one of the steps a");
    assertThat(problems("name: w")).singleElement().asString().contains("has no steps");
    assertThat(problems("steps: {a: {command: [x]}}"))
        .singleElement()
        .asString()
        .contains("has no name");
    assertThat(problems("name: w\nsteps: {}")).singleElement().asString().contains("0 steps");
  }

  @Test
  void readAsWritten_fieldsOfTheFolder_areSkipped_butNotBySubmission() {
    String text =
        """
        name: w
        steps:
          a: {command: [x], code: [lib], inPlace: true, snapshot: false}
        """;
    assertThat(PipelineReader.readAsWritten(text.getBytes(UTF_8))).isInstanceOf(Reading.Read.class);
    assertThat(problems(text)).hasSize(3);
  }

  private static PipelineSpec read(String text) {
    return ((Reading.Read<PipelineSpec>)
            PipelineReader.read(text.getBytes(UTF_8), SecretSealer.NONE))
        .value();
  }

  private static List<String> problems(String text) {
    Reading<PipelineSpec> reading = PipelineReader.read(text.getBytes(UTF_8), SecretSealer.NONE);
    return ((Reading.Rejected<PipelineSpec>) reading)
        .problems().stream().map(SpecProblem::toString).toList();
  }
}
