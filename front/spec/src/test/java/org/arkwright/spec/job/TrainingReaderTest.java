package org.arkwright.spec.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a training may be asked to be, and the job that it becomes. */
final class TrainingReaderTest {
  private static final String MINIMAL = "data: words\nmodel: m\n";

  @Test
  void read_minimal_becomesAJobOfTheTrainer_withEveryDefault() {
    JobSpec job = accepted(MINIMAL).job(2000);

    assertThat(job.name()).isEqualTo("train-m");
    assertThat(job.execution().work())
        .isEqualTo(
            new Work.Builtin(Work.Program.TRAIN, List.of("--name", "m", "--preset", "nano")));
    assertThat(job.gang().topology()).isEqualTo(Topology.ANY);
    assertThat(job.execution().env())
        .containsEntry("OMP_NUM_THREADS", "2")
        .containsEntry("ARKWRIGHT_DATA_NAME", "dataset/words@latest");
    assertThat(job.mounts().outputs()).hasToString("{model=model/m}");
    assertThat(job.execution().restart().finalExits()).containsExactly(2);
    assertThat(job.scheduling().resumes()).isTrue();
    assertThat(JobSpecReader.read(SpecWriter.job(job).toString().getBytes(UTF_8), "x"))
        .as("it could have been submitted")
        .isEqualTo(new Reading.Read<>(job));
  }

  @Test
  void read_everything_goesToTheTrainer_inItsOwnWordsAndOrder() {
    TrainingRequest training =
        accepted(
            """
            {"name": "t", "project": "lab", "data": "dataset/words@3", "model": "model/m",
             "from": "old", "ranks": 2, "resources": {"cpus": 0.5, "memory": "1GiB",
             "devices": {"kind": "h100"}}, "steps": "1_000", "context": 32, "batch": "4",
             "learningRate": 0.01, "warmUp": 5, "weightDecay": "0", "clip": 1.5,
             "validation": 0.1, "checkpointSeconds": 60, "precision": "float32", "seed": 7,
             "accumulation": 2, "preset": "micro"}
            """);

    assertThat(training.context()).isEqualTo(32);
    assertThat(training.cores()).contains(500L);
    JobSpec job = training.job(500);
    assertThat(((Work.Builtin) job.execution().work()).arguments())
        .isEqualTo(
            List.of(
                ("--name m --device cuda --preset micro --steps 1000 --seed 7 --context 32"
                        + " --batch 4 --accumulation 2 --learning-rate 0.01 --warm-up 5"
                        + " --weight-decay 0 --clip 1.5 --validation 0.1"
                        + " --checkpoint-seconds 60 --precision float32")
                    .split(" ")));
    assertThat(job.gang().topology()).isEqualTo(Topology.SAME_NODE);
    assertThat(job.execution().env()).containsEntry("OMP_NUM_THREADS", "1");
    assertThat(job.mounts().inputs()).hasToString("{base=model/old@latest, data=dataset/words@3}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "steps: 0 | steps is '0', expected a whole number from 1",
        "minutes: -1 | minutes is '-1', expected a number from 0.01",
        "minutes: 0 | from 0.01 to 1000000",
        "tokens: 1.5 | whole number",
        "layers: 0 | from 1 to 1000",
        "heads: 3 | hidden is 128 and heads is 3, expected a width that divides evenly",
        "learningRate: 2 | from 0.000000001 to 1",
        "learningRate: .nan | from 0.000000001 to 1",
        "steps: '1;reboot' | whole number",
        "vocabulary: 0 | from 257",
        "seed: -1 | from 0",
        "'{batch: 1000000, context: 1000}' | batch is 1000000 and context is 1000, expected at"
            + " most",
        "validation: 0.6 | from 0 to 0.5",
        "precision: half | auto or float32 or bfloat16",
        "preset: huge | nano or micro or mini",
        "'{steps: 1, tokens: 2}' | give only one of minutes, tokens and steps",
        "'resources: {cpus: 0}' | cores from 0.1",
        "'resources: {cpus: two}' | resources.cpus is 'two', expected cores",
        "'{from: old, layers: 3}' | layers does not go with from",
        "ranks: 0 | ranks is '0'",
        "model: m@3 | model has a version",
        "data: model/x | data is 'model/x', expected a dataset",
        "learning-rate: 1 | did you mean 'learningRate'",
      })
  void read_whatCannotBe_isRefusedByItsField(String fields, String expected) {
    String added =
        fields.startsWith("{")
            ? fields.substring(1, fields.length() - 1).replace(", ", "\n")
            : fields;
    String document = MINIMAL.replaceFirst(added.split(":", -1)[0] + ":.*\n", "") + added + "\n";

    assertThat(TrainingReader.read(document.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Reading.Rejected.class,
            rejected ->
                assertThat(((Reading.Rejected<?>) rejected).problems())
                    .anySatisfy(problem -> assertThat(problem.message()).contains(expected)));
  }

  @Test
  void read_nothingToLearnFrom_isRefused() {
    assertThat(TrainingReader.read("model: m".getBytes(UTF_8)))
        .isInstanceOf(Reading.Rejected.class)
        .asString()
        .contains("data is missing: give a dataset such as words, or words@3");
  }

  @Test
  void evenShare_isWholeCores_orTenthsBesideWhatRuns() {
    TrainingRequest one = accepted(MINIMAL);
    TrainingRequest two = accepted(MINIMAL + "ranks: 2");

    assertThat(one.evenShare(3_700, 4_000)).isEqualTo(3_000);
    assertThat(two.evenShare(4_000, 4_000)).isEqualTo(2_000);
    assertThat(two.evenShare(1_000, 2_000)).as("half a core is free for each").isEqualTo(500);
    assertThat(two.evenShare(900, 2_000)).as("less: of the total").isEqualTo(1_000);
    assertThat(accepted(MINIMAL + "ranks: 90").evenShare(0, 2_000)).isEqualTo(100);
  }

  private static TrainingRequest accepted(String document) {
    Reading<TrainingRequest> reading = TrainingReader.read(document.getBytes(UTF_8));
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read<TrainingRequest>) reading).value();
  }
}
