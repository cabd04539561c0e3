package org.arkwright.spec.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Work;
import org.arkwright.spec.Reading;
import org.junit.jupiter.api.Test;

final class ConversionReaderTest {
  private static Reading<ConversionRequest> read(String document) {
    return ConversionReader.read(document.getBytes(StandardCharsets.UTF_8));
  }

  private static JobSpec job(String document) {
    return read(document) instanceof Reading.Read<ConversionRequest>(ConversionRequest request)
        ? request.job()
        : org.junit.jupiter.api.Assertions.fail(document + " was refused");
  }

  private static List<String> problems(String document) {
    return read(document) instanceof Reading.Rejected<ConversionRequest>(var problems)
        ? problems.stream().map(problem -> problem.message()).toList()
        : List.of();
  }

  @Test
  void model_becomesTheNextVersionOfItself() {
    JobSpec job = job("model: smol");
    assertThat(job.name()).isEqualTo("convert-smol");
    assertThat(job.execution().work())
        .isEqualTo(
            new Work.Builtin(Work.Program.CONVERT, List.of("--name", "smol", "--threads", "1")));
    assertThat(job.mounts().inputs().get("model")).hasToString("model/smol@latest");
    assertThat(job.mounts().outputs().get("model")).hasToString("model/smol");
    assertThat(job.execution().restart().finalExits()).containsExactly(2);
  }

  @Test
  void everythingThatCanBeSaid_isPassedOn() {
    JobSpec job =
        job(
            """
            {model: smol@3, to: small, type: bf16, quantize: q4_k_m, name: squeeze,
             project: lab, resources: {cpus: 2.5, memory: 2GiB}}
            """);
    assertThat(job.name()).isEqualTo("squeeze");
    assertThat(job.project()).hasToString("lab");
    assertThat(job.execution().work())
        .isEqualTo(
            new Work.Builtin(
                Work.Program.CONVERT,
                List.of(
                    "--name",
                    "small",
                    "--threads",
                    "2",
                    "--type",
                    "bf16",
                    "--quantize",
                    "q4_k_m")));
    assertThat(job.mounts().inputs().get("model")).hasToString("model/smol@3");
    assertThat(job.mounts().outputs().get("model")).hasToString("model/small");
  }

  @Test
  void whatNoConversionIs_isRefusedByName() {
    assertThat(problems("quantize: q8_0")).singleElement().asString().contains("model is missing");
    assertThat(problems("model: dataset/x"))
        .singleElement()
        .asString()
        .contains("a model such as words");
    assertThat(problems("{model: a, to: b@2}"))
        .singleElement()
        .asString()
        .contains("a model's name such as words");
    assertThat(problems("{model: a, quantize: q9}"))
        .singleElement()
        .asString()
        .contains("q8_0 or q6_k");
    assertThat(problems("{model: a, type: int8}"))
        .singleElement()
        .asString()
        .contains("f16 or bf16 or f32");
  }
}
