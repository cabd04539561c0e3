package org.arkwright.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.convert.GgufConversion;
import org.arkwright.llama.ContextOptions;
import org.arkwright.llama.ContextOptions.Cache;
import org.arkwright.llama.GgufWriter.TensorType;
import org.arkwright.llama.Llama;
import org.arkwright.llama.LlamaContext;
import org.arkwright.llama.LlamaContext.ScaledAdapter;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.LoraAdapter;
import org.arkwright.llama.ModelOptions;
import org.arkwright.llama.TokenBatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunings as ranks run them, of small models with random weights. */
final class TuningTest {
  private static final Path GOLDEN = Path.of("src/test/golden").toAbsolutePath();
  private static final Pattern HELD_OUT =
      Pattern.compile("held-out answers ([\\d.]+) nats a token before, ([\\d.]+) after");

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      lines.add(
          ("{\"messages\": [{\"role\": \"user\", \"content\": \"animal %d\"},"
                  + " {\"role\": \"assistant\", \"content\": \"the dog and the cat, %d\"}]}")
              .formatted(i, i % 7));
    }
    Files.write(data.resolve("chats.jsonl"), lines);
  }

  private TrainerProcess start(String log, Path base, String out, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--data", data.toString(),
                "--from", base.toString(),
                "--out", folder.resolve(out).toString(),
                "--max-length", "128",
                "--log-steps", "1"));
    arguments.addAll(List.of(more));
    return TrainerProcess.start(folder.resolve(log), Map.of(), arguments);
  }

  private String run(Path base, String out, String... more) throws Exception {
    TrainerProcess rank = start(out + ".log", base, out, more);
    assertThat(rank.awaitExit()).as(rank.output()).isZero();
    return rank.output();
  }

  private static double gain(String output) {
    Matcher losses = HELD_OUT.matcher(output);
    assertThat(losses.find()).as(output).isTrue();
    return Double.parseDouble(losses.group(1)) - Double.parseDouble(losses.group(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "qwen2"})
  void adapterForLlamaCpp_isTheMergedModel(String name) throws Exception {
    Path base = folder.resolve("base.gguf");
    try (GgufConversion made = GgufConversion.open(GOLDEN.resolve(name), name, TensorType.F32)) {
      made.write(base);
    }
    String output =
        run(
            GOLDEN.resolve(name),
            "out",
            "--tune",
            "lora",
            "--learning-rate",
            "0.01",
            "--merge",
            "yes");
    assertThat(gain(output)).as(output).isGreaterThan(0.3);
    Path out = folder.resolve("out");
    assertThat(out)
        .isDirectoryContaining("glob:**/model.safetensors")
        .isDirectoryContaining("glob:**/config.json")
        .isDirectoryContaining("glob:**/tokenizer.json");
    assertThat(Files.readString(out.resolve("README.md")))
        .contains("held-out loss before", "held-out loss after", "SHA-256");
    assumeTrue(Llama.isAvailable(), Llama::problem);
    float[] plain = logits(base, null);
    float[] adapted = logits(base, out.resolve("adapter/adapter.gguf"));
    float[] merged = logits(out.resolve("model.gguf"), null);
    assertThat(difference(plain, merged)).isGreaterThan(0.5);
    // The merged one has halves of the precision.
    assertThat(difference(adapted, merged)).isCloseTo(0, within(2e-2));
  }

  @Test
  void gguf_isTunedWithItsOwnTokenizerAndTemplate() throws Exception {
    assumeTrue(Llama.isAvailable(), Llama::problem);
    Path base = Files.createDirectories(folder.resolve("base")).resolve("model.gguf");
    try (GgufConversion made = GgufConversion.open(GOLDEN.resolve("llama3"), "x", TensorType.F16)) {
      made.write(base);
    }
    String output = run(base.getParent(), "out", "--tune", "full", "--learning-rate", "0.003");
    assertThat(gain(output)).as(output).isGreaterThan(0.3);
    float[] before = logits(base, null);
    float[] after = logits(folder.resolve("out/model.gguf"), null);
    assertThat(difference(before, after)).isGreaterThan(0.1);
  }

  private static double difference(float[] one, float[] other) {
    assertThat(one).hasSameSizeAs(other);
    double most = 0;
    for (int i = 0; i < one.length; i++) {
      most = Math.max(most, Math.abs(one[i] - other[i]));
    }
    return most;
  }

  private static float[] logits(Path file, @org.jspecify.annotations.Nullable Path adapter)
      throws IOException {
    try (LlamaModel model = LlamaModel.load(file, ModelOptions.DEFAULT);
        LlamaContext context =
            LlamaContext.open(model, ContextOptions.text(1, 64, 64, 1).with(Cache.F32))) {
      if (adapter != null) {
        context.adapters(List.of(new ScaledAdapter(LoraAdapter.load(model, adapter), 1)));
      }
      TokenBatch batch = new TokenBatch(64);
      for (int i = 0; i < 20; i++) {
        batch.add((7 * i * i + 3 * i) % 310, i, 0, i == 19);
      }
      context.decode(batch);
      float[] row = new float[model.vocabulary().size()];
      context.logits(19, row);
      return row;
    }
  }

  @Test
  void tuningThatIsStopped_goesOnWithTheSameLosses_andFromItsAdapter() throws Exception {
    Path base = GOLDEN.resolve("smollm2");
    String[] settings = {"--tune", "lora", "--epochs", "8", "--recompute", "yes"};
    TrainerProcess whole = start("whole.log", base, "whole", settings);
    assertThat(whole.awaitExit()).as(whole.output()).isZero();
    List<String> resumed = new ArrayList<>(List.of(settings));
    resumed.addAll(
        List.of(
            "--checkpoints",
            folder.resolve("checkpoints").toString(),
            "--checkpoint-seconds",
            "0"));
    String[] again = resumed.toArray(String[]::new);
    TrainerProcess first = start("first.log", base, "parts", again);
    while (first.isAlive() && first.losses().size() < 9) {
      Thread.onSpinWait();
    }
    first.kill();
    first.awaitExit();
    TrainerProcess second = start("second.log", base, "parts", again);
    assertThat(second.awaitExit()).as(second.output()).isZero();
    assertThat(second.output()).contains("resuming from the checkpoint of step");
    List<String> losses = second.losses();
    assertThat(losses).isNotEmpty().hasSizeLessThan(whole.losses().size());
    assertThat(whole.losses()).endsWith(losses.toArray(String[]::new));
    assertThat(Files.readAllBytes(folder.resolve("parts/adapter_model.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("whole/adapter_model.safetensors")));

    String further =
        run(
            base,
            "further",
            "--tune",
            "lora",
            "--steps",
            "1",
            "--adapter",
            "" + folder.resolve("whole"));
    Matcher before = HELD_OUT.matcher(further);
    Matcher after = HELD_OUT.matcher(whole.output());
    assertThat(before.find() && after.find()).isTrue();
    assertThat(before.group(1)).isEqualTo(after.group(2));
  }

  @Test
  void whatDoesNotFit_isRefusedWithItsSum_beforeItStarts() throws Exception {
    TrainerProcess rank =
        start("log", GOLDEN.resolve("smollm2"), "out", "--tune", "full", "--memory", "100000000");
    assertThat(rank.awaitExit()).as(rank.output()).isEqualTo(2);
    assertThat(rank.output())
        .contains("this tuning takes about", "GiB weights + ", "and may take 0.09 GiB")
        .contains("expected a smaller --max-length");
  }
}
