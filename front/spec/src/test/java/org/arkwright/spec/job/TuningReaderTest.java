package org.arkwright.spec.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Work;
import org.arkwright.spec.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TuningReaderTest {
  private static Reading<TrainingRequest> read(String document) {
    return TuningReader.read(document.getBytes(StandardCharsets.UTF_8));
  }

  private static JobSpec job(String document) {
    return read(document) instanceof Reading.Read<TrainingRequest>(TrainingRequest request)
        ? request.job(2000)
        : org.junit.jupiter.api.Assertions.fail(document + " was refused");
  }

  private static List<String> problems(String document) {
    return read(document) instanceof Reading.Rejected<TrainingRequest>(var problems)
        ? problems.stream().map(problem -> problem.message()).toList()
        : List.of();
  }

  @Test
  void baseAndData_becomeAJobThatMakesAnAdapter_ofBothByItsLineage() {
    JobSpec job = job("{base: smol, data: answers@2}");
    assertThat(job.name()).isEqualTo("tune-smol-tuned");
    assertThat(job.execution().work())
        .isEqualTo(
            new Work.Builtin(
                Work.Program.TRAIN, List.of("--name", "smol-tuned", "--tune", "lora")));
    assertThat(job.mounts().inputs().get("base")).hasToString("model/smol@latest");
    assertThat(job.mounts().inputs().get("data")).hasToString("dataset/answers@2");
    assertThat(job.mounts().outputs().get("model")).hasToString("model/smol-tuned");
    assertThat(job.execution().env()).containsEntry("ARKWRIGHT_BASE_NAME", "model/smol@latest");
    assertThat(job.execution().restart().finalExits()).containsExactly(2);
  }

  @Test
  void everythingThatCanBeSaid_isPassedOn() {
    JobSpec job =
        job(
            """
            {base: smol@3, data: d, model: mine, adapter: old@1, merge: true, epochs: 2.5,
             maxLength: 512, batch: 2, accumulation: 4, learningRate: 2e-4, warmUp: 10,
             weightDecay: 0.01, clip: 0.5, validation: 0.1, seed: 7, recompute: "yes",
             precision: bfloat16, checkpointSeconds: 60, resources: {memory: 4GiB}}
            """);
    assertThat(job.mounts().inputs().get("adapter")).hasToString("model/old@1");
    assertThat(((Work.Builtin) job.execution().work()).arguments())
        .containsExactly(
            ("--name mine --tune lora --merge yes --epochs 2.5 --max-length 512 --batch 2"
                    + " --accumulation 4 --learning-rate 0.0002 --warm-up 10 --weight-decay 0.01"
                    + " --clip 0.5 --validation 0.1 --seed 7 --checkpoint-seconds 60"
                    + " --precision bfloat16 --recompute yes --memory 4294967296")
                .split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{data: d} | base is missing",
        "{base: b} | data is missing",
        "{base: b, data: d, rank: 0} | rank is '0', expected a whole number from 1 to 4096",
        "{base: b, data: d, method: half} | method is 'half', expected lora or full",
        "{base: b, data: d, method: full, rank: 4} | rank does not go with method full",
        "{base: b, data: d, adapter: a, alpha: 4} | alpha does not go with adapter",
        "{base: b, data: d, adapter: a, method: full} | adapter does not go with method full",
        "{base: b, data: d, epochs: 1, steps: 2} | give only one of epochs and steps",
        "{base: b, data: d, model: m@2} | model has a version",
        "{base: b, data: d, layers: 2} | layers"
      })
  void whatNoTuningIs_isRefusedByName(String document, String problem) {
    assertThat(problems(document)).singleElement().asString().contains(problem);
  }
}
