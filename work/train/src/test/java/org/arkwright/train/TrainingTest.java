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

/** Whole runs of the trainer in processes of their own. */
final class TrainingTest {
  @TempDir private Path folder;
  private Path data;
  private int runs;

  @BeforeEach
  void corpus() throws IOException {
    data = SmallCorpus.write(folder.resolve("data"));
  }

  @Test
  void run_onEasyText_theLossFallsAndAllFilesAreThere() throws Exception {
    TrainerProcess rank = rank(Map.of(), "--steps", "60", "--batch", "8");

    assertThat(rank.end()).as(rank.said()).isZero();
    List<Double> losses = values(rank);
    assertThat(losses.getFirst()).isGreaterThan(5.5);
    assertThat(losses.getLast()).isLessThan(2.5);
    assertThat(rank.said()).contains("validation step 60 loss");
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
    one.end();
    String port = Integer.toString(freePort());
    List<TrainerProcess> gang = new ArrayList<>();
    for (String number : List.of("0", "1")) {
      Map<String, String> variables =
          Map.of(
              "RANK", number, "WORLD_SIZE", "2", "MASTER_PORT", port, "MASTER_ADDR", "127.0.0.1");
      gang.add(rank(variables, "--steps", "12", "--batch", "4"));
    }
    for (TrainerProcess rank : gang) {
      assertThat(rank.end()).as(rank.said()).isZero();
    }
    List<Double> alone = values(one);
    List<Double> together = values(gang.getFirst());
    assertThat(together).hasSize(12);
    for (int step = 0; step < 12; step++) {
      assertThat(together.get(step)).isCloseTo(alone.get(step), within(2e-3));
    }
    assertThat(gang.getLast().said()).as("only the leader speaks").doesNotContain("step 1/");
  }

  @Test
  void killedAndStoppedRuns_goOnWithTheSameCurve() throws Exception {
    String[] words = {"--steps", "300", "--batch", "2", "--checkpoint-seconds", "0"};
    TrainerProcess whole = rank(Map.of(), words);
    assertThat(whole.end()).as(whole.said()).isZero();
    Path checkpoints = folder.resolve("checkpoints");
    Map<String, String> place = Map.of("ARKWRIGHT_CHECKPOINTS", checkpoints.toString());

    TrainerProcess killed = rank(place, words);
    awaitStep(killed, 20);
    killed.kill();
    killed.end();
    damageNewest(checkpoints);
    TrainerProcess stopped = rank(place, words);
    awaitStep(stopped, 60);
    stopped.terminate();
    assertThat(stopped.end()).isNotZero();
    assertThat(stopped.said())
        .contains("is damaged and is skipped", "goes on from the checkpoint")
        .contains("stopped after step");
    TrainerProcess last = rank(place, words);
    assertThat(last.end()).as(last.said()).isZero();

    assertThat(whole.losses()).containsSubsequence(stopped.losses());
    assertThat(whole.losses()).endsWith(last.losses().toArray(String[]::new));
    assertThat(last.losses()).hasSizeLessThan(250);
    assertThat(folder.resolve("out4/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("out1/model.safetensors"));
  }

  @Test
  void from_ownModel_beginsWhereThatEnded() throws Exception {
    TrainerProcess first = rank(Map.of(), "--steps", "60", "--batch", "8");
    first.end();
    TrainerProcess second =
        rank(Map.of(), "--steps", "5", "--from", folder.resolve("out1").toString());

    assertThat(second.end()).as(second.said()).isZero();
    assertThat(values(second).getFirst()).isCloseTo(values(first).getLast(), within(0.6));
    assertThat(folder.resolve("out2/tokenizer.json"))
        .hasSameTextualContentAs(folder.resolve("out1/tokenizer.json"));
  }

  @Test
  void wrongInput_isToldWithoutATrace() throws Exception {
    TrainerProcess rank = rank(Map.of(), "--steps", "5", "--from", folder.toString());

    assertThat(rank.end()).isEqualTo(2);
    assertThat(rank.said()).contains("has no config.json").doesNotContain("\tat ");
    TrainerProcess unknown = rank(Map.of(), "--stepz", "5");
    assertThat(unknown.end()).isEqualTo(2);
    assertThat(unknown.said()).contains("unknown options --stepz");
    TrainerProcess device = rank(Map.of(), "--device", "tpu");
    assertThat(device.end()).isEqualTo(2);
    assertThat(device.said()).contains("--device is tpu", "expected auto, cpu or cuda");
    TrainerProcess precision = rank(Map.of(), "--precision", "half");
    assertThat(precision.end()).isEqualTo(2);
    assertThat(precision.said()).contains("expected auto, float32 or bfloat16");
  }

  @Test
  void bfloat16_theLossFallsAsItDoesInFloat32() throws Exception {
    String[] words = {"--steps", "60", "--batch", "8", "--device", "cpu"};
    TrainerProcess exact = rank(Map.of(), words);
    exact.end();
    TrainerProcess mixed = rank(Map.of(), join(words, "--precision", "bfloat16"));

    assertThat(mixed.end()).as(mixed.said()).isZero();
    assertThat(mixed.said()).contains("on cpu in bfloat16");
    assertThat(values(mixed).getFirst()).isCloseTo(values(exact).getFirst(), within(0.05));
    assertThat(values(mixed).getLast()).isCloseTo(values(exact).getLast(), within(0.2));
    assertThat(mixed.losses()).isNotEqualTo(exact.losses());
  }

  @Test
  void cuda_theLossFallsAsItDoesOnTheCpu_andTheCpuGoesOnFromItsCheckpoint() throws Exception {
    assumeTrue(devices() > 0, "skipped: LibTorch has no CUDA here, or sees no device");
    String[] words = {"--steps", "60", "--batch", "8", "--precision", "float32"};
    TrainerProcess onCpu = rank(Map.of(), join(words, "--device", "cpu"));
    onCpu.end();
    Map<String, String> place =
        Map.of("ARKWRIGHT_CHECKPOINTS", folder.resolve("checkpoints").toString());
    TrainerProcess onCuda =
        rank(place, join(words, "--device", "cuda", "--checkpoint-seconds", "0"));

    assertThat(onCuda.end()).as(onCuda.said()).isZero();
    assertThat(values(onCuda).getFirst()).isCloseTo(values(onCpu).getFirst(), within(0.01));
    assertThat(values(onCuda).getLast()).isCloseTo(values(onCpu).getLast(), within(0.2));
    TrainerProcess goesOn =
        rank(place, "--steps", "70", "--batch", "8", "--precision", "float32", "--device", "cpu");
    assertThat(goesOn.end()).as(goesOn.said()).isZero();
    assertThat(goesOn.said()).contains("goes on from the checkpoint");
  }

  @Test
  void cuda_twoRanksOverNccl_matchOneRankWithTheDoubleBatch() throws Exception {
    assumeTrue(devices() > 1, "skipped: nccl needs a CUDA device for each of two ranks");
    TrainerProcess one = rank(Map.of(), "--steps", "12", "--batch", "8", "--precision", "float32");
    one.end();
    String port = Integer.toString(freePort());
    List<TrainerProcess> gang = new ArrayList<>();
    for (String number : List.of("0", "1")) {
      Map<String, String> variables =
          Map.of("RANK", number, "LOCAL_RANK", number, "WORLD_SIZE", "2", "MASTER_PORT", port);
      gang.add(rank(variables, "--steps", "12", "--batch", "4", "--precision", "float32"));
    }
    for (TrainerProcess rank : gang) {
      assertThat(rank.end()).as(rank.said()).isZero();
    }
    assertThat(values(gang.getFirst()).getLast()).isCloseTo(values(one).getLast(), within(0.02));
  }

  private static int devices() {
    return TrainingDevice.choose("auto", "float32", Map.of()).kind() == TrainingDevice.Kind.CUDA
        ? torch.cuda_device_count()
        : 0;
  }

  private static String[] join(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
  }

  private TrainerProcess rank(Map<String, String> environment, String... words) throws IOException {
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
    all.addAll(List.of(words));
    return TrainerProcess.start(folder.resolve("log" + runs), environment, all);
  }

  private static List<Double> values(TrainerProcess rank) throws IOException {
    return rank.losses().stream()
        .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .toList();
  }

  private static void awaitStep(TrainerProcess rank, int step) throws Exception {
    while (rank.losses().size() < step) {
      assertThat(rank.isAlive()).as(rank.said()).isTrue();
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
