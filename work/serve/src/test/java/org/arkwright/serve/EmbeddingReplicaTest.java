package org.arkwright.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.arkwright.serve.onnx.OnnxEmbeddingModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in sentence encoder, actually run. */
final class EmbeddingReplicaTest {
  @TempDir static Path folder;
  private static OnnxEmbeddingModel model;

  @BeforeAll
  static void load() throws IOException {
    unpack("/all-minilm-l6-v2-q.onnx", "model.onnx");
    unpack("/all-minilm-l6-v2-q-tokenizer.json", "tokenizer.json");
    model =
        OnnxEmbeddingModel.load(folder.resolve("model.onnx"), folder.resolve("tokenizer.json"), 2);
  }

  private static void unpack(String resource, String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EmbeddingReplicaTest.class.getResourceAsStream(resource))) {
      Files.copy(in, folder.resolve(name));
    }
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void vectors_ofSimilarSentences_areClose_ofOthersFar() {
    List<float[]> vectors =
        embed(List.of("A cat sits on the mat.", "A kitten lies on a rug.", "Stocks fell today."));
    assertThat(vectors.getFirst()).hasSize(384);
    assertThat(dot(vectors.get(0), vectors.get(0))).isCloseTo(1, within(1e-5));
    assertThat(dot(vectors.get(0), vectors.get(1))).isGreaterThan(0.5);
    assertThat(dot(vectors.get(0), vectors.get(2))).isLessThan(0.2);
  }

  @Test
  void batches_paddingAndNeighbours_hardlyChangeAVector() {
    String text = "The quick brown fox jumps over the lazy dog.";
    float[] alone = embed(List.of(text)).getFirst();
    List<CompletableFuture<List<float[]>>> together = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      together.add(model.embed(model.encode(List.of(text, "word ".repeat(i + 1)))));
    }
    // The quantised model scales its activations per batch, so vectors are only nearly equal.
    assertThat(together)
        .allSatisfy(answer -> assertThat(dot(answer.join().getFirst(), alone)).isGreaterThan(0.98));
  }

  /** ONNX Runtime's telemetry used to end such a process. */
  @Test
  void processWithALongCommandLine_loadsTheModel() throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-Darkwright.test=" + "/a/long/path/to/some.jar:".repeat(800),
                "-cp",
                System.getProperty("java.class.path"),
                LoadEncoder.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int status = process.waitFor();
    assertThat(status).as(() -> read(out)).isZero();
  }

  /** Loads the model of the folder in a process of its own. */
  static final class LoadEncoder {
    private LoadEncoder() {}

    static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      OnnxEmbeddingModel.load(folder.resolve("model.onnx"), folder.resolve("tokenizer.json"), 1)
          .close();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<float[]> embed(List<String> texts) {
    return model.embed(model.encode(texts)).join();
  }

  private static double dot(float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}
