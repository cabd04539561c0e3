package org.arkwright.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.arkwright.train.model.TrainingDevice;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Complete runs of the trainer in separate processes. */
final class TrainingTest {
  @TempDir private Path folder;
  private Path data;
  private int runs;

  @BeforeEach
  void corpus() throws IOException {
    data = SmallCorpus.write(folder.resolve("data"));
  }

  @Test
  void run_onEasyText_lossFallsAndAllFilesAreWritten() throws Exception {
    TrainerProcess rank = rank(Map.of(), "--steps", "60", "--batch", "8");

    assertThat(rank.awaitExit()).as(rank.output()).isZero();
    List<Double> losses = values(rank);
    assertThat(losses.getFirst()).isGreaterThan(5.5);
    assertThat(losses.getLast()).isLessThan(2.5);
    assertThat(rank.output()).contains("validation step 60 loss");
    try (Stream<Path> files = Files.list(folder.resolve("out1"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json",
              "generation_config.json",
              "model.safetensors",
              "model.gguf",
              "tokenizer.json",
              "tokenizer_config.json",
              "README.md");
    }
    assertThat(folder.resolve("out1/README.md")).content().contains("validation perplexity");
  }

  @Test
  void twoRanks_matchOneRankWithTheDoubleBatch() throws Exception {
    TrainerProcess one = rank(Map.of(), "--steps", "12", "--batch", "8");
    one.awaitExit();
    String port = Integer.toString(freePort());
    List<TrainerProcess> gang = new ArrayList<>();
    for (String number : List.of("0", "1")) {
      Map<String, String> variables =
          Map.of(
              "RANK", number, "WORLD_SIZE", "2", "MASTER_PORT", port, "MASTER_ADDR", "127.0.0.1");
      gang.add(rank(variables, "--steps", "12", "--batch", "4"));
    }
    for (TrainerProcess rank : gang) {
      assertThat(rank.awaitExit()).as(rank.output()).isZero();
    }
    List<Double> alone = values(one);
    List<Double> together = values(gang.getFirst());
    assertThat(together).hasSize(12);
    for (int step = 0; step < 12; step++) {
      assertThat(together.get(step)).isCloseTo(alone.get(step), within(2e-3));
    }
    assertThat(gang.getLast().output()).as("only the leader reports").doesNotContain("step 1/");
  }

  @Test
  void killedAndStoppedRuns_resumeOnTheSameCurve() throws Exception {
    String[] options = {"--steps", "300", "--batch", "2", "--checkpoint-seconds", "0"};
    TrainerProcess uninterrupted = rank(Map.of(), options);
    assertThat(uninterrupted.awaitExit()).as(uninterrupted.output()).isZero();
    Path checkpoints = folder.resolve("checkpoints");
    Map<String, String> checkpointFolder = Map.of("ARKWRIGHT_CHECKPOINTS", checkpoints.toString());

    TrainerProcess killed = rank(checkpointFolder, options);
    awaitStep(killed, 20);
    killed.kill();
    killed.awaitExit();
    damageNewest(checkpoints);
    TrainerProcess stopped = rank(checkpointFolder, options);
    awaitStep(stopped, 60);
    stopped.terminate();
    assertThat(stopped.awaitExit()).isNotZero();
    assertThat(stopped.output())
        .contains("is damaged and is skipped", "resuming from the checkpoint")
        .contains("stopped after step");
    TrainerProcess last = rank(checkpointFolder, options);
    assertThat(last.awaitExit()).as(last.output()).isZero();

    assertThat(uninterrupted.losses()).containsSubsequence(stopped.losses());
    assertThat(uninterrupted.losses()).endsWith(last.losses().toArray(String[]::new));
    assertThat(last.losses()).hasSizeLessThan(250);
    assertThat(folder.resolve("out4/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("out1/model.safetensors"));
  }

  @Test
  void from_ownModel_startsWhereThatEnded() throws Exception {
    TrainerProcess first = rank(Map.of(), "--steps", "60", "--batch", "8");
    first.awaitExit();
    TrainerProcess second =
        rank(Map.of(), "--steps", "5", "--from", folder.resolve("out1").toString());

    assertThat(second.awaitExit()).as(second.output()).isZero();
    assertThat(values(second).getFirst()).isCloseTo(values(first).getLast(), within(0.6));
    assertThat(folder.resolve("out2/tokenizer.json"))
        .hasSameTextualContentAs(folder.resolve("out1/tokenizer.json"));
  }

  @Test
  void invalidInput_isReportedWithoutAStackTrace() throws Exception {
    TrainerProcess rank = rank(Map.of(), "--steps", "5", "--from", folder.toString());

    assertThat(rank.awaitExit()).isEqualTo(2);
    assertThat(rank.output()).contains("has no config.json").doesNotContain("\tat ");
    TrainerProcess unknown = rank(Map.of(), "--stepz", "5");
    assertThat(unknown.awaitExit()).isEqualTo(2);
    assertThat(unknown.output()).contains("unknown option --stepz");
    TrainerProcess device = rank(Map.of(), "--device", "tpu");
    assertThat(device.awaitExit()).isEqualTo(2);
    assertThat(device.output()).contains("--device is tpu", "expected auto, cpu or cuda");
    TrainerProcess precision = rank(Map.of(), "--precision", "half");
    assertThat(precision.awaitExit()).isEqualTo(2);
    assertThat(precision.output()).contains("expected auto, float32 or bfloat16");
  }

  @Test
  void bfloat16_lossFallsAsInFloat32() throws Exception {
    String[] options = {"--steps", "60", "--batch", "8", "--device", "cpu"};
    TrainerProcess exact = rank(Map.of(), options);
    exact.awaitExit();
    TrainerProcess mixed = rank(Map.of(), join(options, "--precision", "bfloat16"));

    assertThat(mixed.awaitExit()).as(mixed.output()).isZero();
    assertThat(mixed.output()).contains("on cpu in bfloat16");
    assertThat(values(mixed).getFirst()).isCloseTo(values(exact).getFirst(), within(0.05));
    assertThat(values(mixed).getLast()).isCloseTo(values(exact).getLast(), within(0.2));
    assertThat(mixed.losses()).isNotEqualTo(exact.losses());
  }

  @Test
  void cuda_lossFallsAsOnTheCpu_andTheCpuResumesFromItsCheckpoint() throws Exception {
    assumeTrue(devices() > 0, "skipped: LibTorch has no CUDA, or finds no device");
    String[] options = {"--steps", "60", "--batch", "8", "--precision", "float32"};
    TrainerProcess onCpu = rank(Map.of(), join(options, "--device", "cpu"));
    onCpu.awaitExit();
    Map<String, String> checkpointFolder =
        Map.of("ARKWRIGHT_CHECKPOINTS", folder.resolve("checkpoints").toString());
    TrainerProcess onCuda =
        rank(checkpointFolder, join(options, "--device", "cuda", "--checkpoint-seconds", "0"));

    assertThat(onCuda.awaitExit()).as(onCuda.output()).isZero();
    assertThat(values(onCuda).getFirst()).isCloseTo(values(onCpu).getFirst(), within(0.01));
    assertThat(values(onCuda).getLast()).isCloseTo(values(onCpu).getLast(), within(0.2));
    TrainerProcess resumed =
        rank(
            checkpointFolder,
            "--steps",
            "70",
            "--batch",
            "8",
            "--precision",
            "float32",
            "--device",
            "cpu");
    assertThat(resumed.awaitExit()).as(resumed.output()).isZero();
    assertThat(resumed.output()).contains("resuming from the checkpoint");
  }

  @Test
  void cuda_twoRanksOverNccl_matchOneRankWithTheDoubleBatch() throws Exception {
    assumeTrue(devices() > 1, "skipped: nccl needs a CUDA device for each of two ranks");
    TrainerProcess one = rank(Map.of(), "--steps", "12", "--batch", "8", "--precision", "float32");
    one.awaitExit();
    String port = Integer.toString(freePort());
    List<TrainerProcess> gang = new ArrayList<>();
    for (String number : List.of("0", "1")) {
      Map<String, String> variables =
          Map.of("RANK", number, "LOCAL_RANK", number, "WORLD_SIZE", "2", "MASTER_PORT", port);
      gang.add(rank(variables, "--steps", "12", "--batch", "4", "--precision", "float32"));
    }
    for (TrainerProcess rank : gang) {
      assertThat(rank.awaitExit()).as(rank.output()).isZero();
    }
    assertThat(values(gang.getFirst()).getLast()).isCloseTo(values(one).getLast(), within(0.02));
  }

  private static int devices() {
    return TrainingDevice.choose("auto", "float32", Map.of()).kind() == TrainingDevice.Kind.CUDA
        ? torch.cuda_device_count()
        : 0;
  }

  private static String[] join(String[] options, String... more) {
    return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
  }

  private TrainerProcess rank(Map<String, String> environment, String... options)
      throws IOException {
    runs++;
    List<String> all =
        new ArrayList<>(
            List.of(
                "--data", data.toString(),
                "--out", folder.resolve("out" + runs).toString(),
                "--log-steps", "1",
                "--vocabulary", "300",
                "--layers", "2",
                "--hidden", "64",
                "--intermediate", "128",
                "--heads", "2",
                "--context", "32",
                "--warm-up", "5",
                "--learning-rate", "0.01"));
    all.addAll(List.of(options));
    return TrainerProcess.start(folder.resolve("log" + runs), environment, all);
  }

  private static List<Double> values(TrainerProcess rank) throws IOException {
    return rank.losses().stream()
        .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .toList();
  }

  private static void awaitStep(TrainerProcess rank, int step) throws Exception {
    while (rank.losses().size() < step) {
      assertThat(rank.isAlive()).as(rank.output()).isTrue();
      Thread.sleep(5);
    }
  }

  private static void damageNewest(Path checkpoints) throws IOException {
    try (Stream<Path> all = Files.list(checkpoints)) {
      Path newest =
          all.filter(p -> p.getFileName().toString().startsWith("step-"))
              .sorted()
              .toList()
              .getLast();
      byte[] state = Files.readAllBytes(newest.resolve("state.safetensors"));
      Files.write(
          newest.resolve("state.safetensors"), java.util.Arrays.copyOf(state, state.length / 2));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
