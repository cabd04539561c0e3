package org.arkwright.train.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.train.model.AdamW;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.Rope;
import org.arkwright.train.model.TrainingDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointsTest {
  private static final LlamaConfig TINY =
      new LlamaConfig(16, 4, 8, 1, 2, 2, 2, 8, 1e-5, Rope.DEFAULT, true, false);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"step\":7}", "[]", "{\"fingerprint\":null}", ""})
  void checkpointWhosePositionNamesNoRun_isRefused_notAFault(String position) throws Exception {
    Files.createDirectories(folder.resolve("step-000000007"));
    Files.writeString(folder.resolve("step-000000007/position.json"), position);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new Checkpoints(folder).named("step-000000007"));
    assertThat(new Checkpoints(folder).newest("mine", _ -> {})).isEmpty();
  }

  @Test
  void write_besideLaterCheckpointsOfAnotherRun_keepsItsNewestTwo_andTheOtherRuns()
      throws Exception {
    Checkpoints checkpoints = new Checkpoints(folder);
    try (Parameters parameters = new Parameters(ParameterLayout.of(TINY), TrainingDevice.CPU);
        AdamW optimiser = new AdamW(parameters, 0.9, 0.95, 1e-8, 0.1)) {
      for (long step : new long[] {4990, 5000}) {
        checkpoints.write(new RunPosition("other", step, 0, 0, 0), parameters, optimiser);
      }
      for (long step : new long[] {10, 20, 30}) {
        checkpoints.write(new RunPosition("mine", step, 0, 0, 0), parameters, optimiser);
      }
    }

    assertThat(checkpoints.newest("mine", _ -> {}).orElseThrow().position().step()).isEqualTo(30);
    assertThat(checkpoints.newest("other", _ -> {}).orElseThrow().position().step())
        .isEqualTo(5000);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "step-000004990", "step-000005000", "step-000000020", "step-000000030");
  }
}
