package org.arkwright.train.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.llama.GgufHeader;
import org.arkwright.llama.GgufTensors;
import org.arkwright.train.model.FloatTransfer;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.Rope;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.token.ChatTokens;
import org.arkwright.train.token.GgufChatTokens;

/**
 * A GGUF file of the architectures llama and qwen2, as the starting point of training. What is
 * quantised becomes float32, which is what llama.cpp's own computation begins with.
 */
public final class GgufBase implements TuningBase {
  /** The tensor with which Llama 3 divides its frequencies. */
  static final String ROPE_FACTORS = "rope_freqs.weight";

  /** What files of Llama 3.1 and later do not say of their factors, and all of them have. */
  private static final double LOW_FREQUENCY_FACTOR = 1;

  private static final double HIGH_FREQUENCY_FACTOR = 4;

  private final Path file;
  private final LlamaConfig config;
  private final boolean rotated;

  private GgufBase(Path file, LlamaConfig config, boolean rotated) {
    this.file = file;
    this.config = config;
    this.rotated = rotated;
  }

  /**
   * Reads a file's header.
   *
   * @throws TrainingProblem when it is of another architecture, or lacks a weight
   */
  public static GgufBase open(Path file) throws IOException {
    try (GgufTensors tensors = GgufTensors.open(file)) {
      GgufHeader header = tensors.header();
      String architecture = header.text("general.architecture").orElse("none");
      boolean qwen = architecture.equals("qwen2");
      if (!qwen && !architecture.equals("llama")) {
        throw new TrainingProblem(
            "%s has the architecture %s\nexpected llama or qwen2".formatted(file, architecture));
      }
      GgufBase base = new GgufBase(file, config(file, tensors, qwen), !qwen);
      base.requireWeights(tensors);
      return base;
    }
  }

  private static LlamaConfig config(Path file, GgufTensors tensors, boolean qwen)
      throws IOException {
    GgufHeader header = tensors.header();
    int hidden = number(file, header, "embedding_length");
    int heads = number(file, header, "attention.head_count");
    int vocabulary = Math.toIntExact(tensors.shape("token_embd.weight").getFirst());
    if (heads < 1) {
      throw new TrainingProblem(file + " has no attention heads\nexpected one or more");
    }
    int headSize =
        header.ofArchitecture("attention.key_length").map(Math::toIntExact).orElse(hidden / heads);
    double theta = header.realOfArchitecture("rope.freq_base").orElse(10_000.0);
    if (header.realOfArchitecture("rope.scaling.factor").filter(by -> by != 1).isPresent()) {
      throw new TrainingProblem(
          "%s has rope.scaling.factor %s, which this trainer does not support\nexpected none, or"
                  .formatted(file, header.realOfArchitecture("rope.scaling.factor").orElse(1.0))
              + " Llama 3's factors");
    }
    try {
      return new LlamaConfig(
          vocabulary,
          hidden,
          number(file, header, "feed_forward_length"),
          number(file, header, "block_count"),
          heads,
          header.ofArchitecture("attention.head_count_kv").map(Math::toIntExact).orElse(heads),
          headSize,
          number(file, header, "context_length"),
          header.realOfArchitecture("attention.layer_norm_rms_epsilon").orElse(1e-5),
          rope(file, tensors, theta, headSize),
          !tensors.names().contains("output.weight"),
          qwen);
    } catch (IllegalArgumentException impossible) {
      throw new TrainingProblem(
          "%s is not a network's shape: %s\nexpected a Llama's"
              .formatted(file, impossible.getMessage()));
    }
  }

  /** Llama 3's scaling is in the file as a factor of each frequency. */
  private static Rope rope(Path file, GgufTensors tensors, double theta, int headSize)
      throws IOException {
    if (!tensors.names().contains(ROPE_FACTORS)) {
      return new Rope(theta, Optional.empty());
    }
    float[] factors = tensors.values(ROPE_FACTORS);
    double largest = 1;
    for (float factor : factors) {
      largest = Math.max(largest, factor);
    }
    double[] plain = new Rope(theta, Optional.empty()).frequencies(headSize);
    Rope rope =
        new Rope(
            theta,
            Optional.of(
                new Rope.Stretch(
                    largest,
                    LOW_FREQUENCY_FACTOR,
                    HIGH_FREQUENCY_FACTOR,
                    originalContext(plain, factors, largest))));
    double[] scaled = rope.frequencies(headSize);
    boolean same = factors.length == plain.length;
    for (int i = 0; same && i < plain.length; i++) {
      same = Math.abs(plain[i] / scaled[i] - factors[i]) <= 1e-3 * factors[i];
    }
    if (!same) {
      throw new TrainingProblem(
          "%s scales its frequencies in a way of its own\nexpected that of Llama 3.1, 3.2 or 3.3"
              .formatted(file));
    }
    return rope;
  }

  /**
   * The context of the first training, from the ramp between kept and divided frequencies. Where
   * none lies on it, any context between gives the same frequencies.
   */
  private static int originalContext(double[] plain, float[] factors, double largest) {
    double longestKept = 1;
    for (int i = 0; i < Math.min(plain.length, factors.length); i++) {
      double wavelength = 2 * Math.PI / plain[i];
      if (factors[i] > 1.001 && factors[i] < 0.999 * largest) {
        double smooth = (1 / factors[i] - 1 / largest) / (1 - 1 / largest);
        return (int)
            Math.round(
                wavelength
                    * (LOW_FREQUENCY_FACTOR
                        + smooth * (HIGH_FREQUENCY_FACTOR - LOW_FREQUENCY_FACTOR)));
      }
      if (factors[i] <= 1.001) {
        longestKept = Math.max(longestKept, wavelength);
      }
    }
    return (int) Math.ceil(longestKept * HIGH_FREQUENCY_FACTOR) + 1;
  }

  private static int number(Path file, GgufHeader header, String key) {
    return header
        .ofArchitecture(key)
        .filter(found -> found >= 0 && found <= Integer.MAX_VALUE)
        .map(Math::toIntExact)
        .orElseThrow(() ->
            new TrainingProblem("%s has no %s\nexpected a whole number".formatted(file, key)));
  }

  private void requireWeights(GgufTensors tensors) throws IOException {
    List<String> wanted = new ArrayList<>();
    for (ParameterLayout.Slot slot : ParameterLayout.of(config).slots()) {
      String name = GgufNames.of(slot.name());
      wanted.add(name);
      if (!tensors.names().contains(name)) {
        throw new TrainingProblem("%s has no weight %s".formatted(file, name));
      }
      if (!tensors.shape(name).equals(slot.shape())) {
        throw new TrainingProblem(
            "%s has %s with the shape %s\nexpected %s, as its header says"
                .formatted(file, name, tensors.shape(name), slot.shape()));
      }
    }
    // A bias that is left out would change every answer.
    List<String> others =
        tensors.names().stream()
            .filter(name -> !wanted.contains(name) && !name.equals(ROPE_FACTORS))
            .toList();
    if (!others.isEmpty()) {
      throw new TrainingProblem(
          "%s has %d weights that this trainer does not know, such as %s\nexpected a network as"
                  .formatted(file, others.size(), others.getFirst())
              + " Llama's or Qwen 2's");
    }
  }

  public Path file() {
    return file;
  }

  @Override
  public LlamaConfig config() {
    return config;
  }

  @Override
  public ChatTokens chatTokens() throws IOException {
    return GgufChatTokens.open(file);
  }

  @Override
  public List<Path> weightFiles() {
    return List.of(file);
  }

  /** Whether rows of queries and keys have other places than in Hugging Face's checkpoints. */
  boolean isRotated() {
    return rotated;
  }

  /** Loads the parameters, in Hugging Face's order of rows. */
  @Override
  public void load(Parameters parameters) throws IOException {
    try (GgufTensors tensors = GgufTensors.open(file)) {
      for (ParameterLayout.Slot slot : parameters.layout().slots()) {
        String name = GgufNames.of(slot.name());
        if (rotated && GgufNames.isRotated(slot.name())) {
          float[] rows =
              GgufNames.halved(tensors.values(name), config.hiddenSize(), config.headSize());
          FloatTransfer.write(parameters.values(), slot.offset(), rows, rows.length);
        } else {
          long[] next = {slot.offset()};
          tensors.read(
              name,
              (values, count) -> {
                FloatTransfer.write(parameters.values(), next[0], values, count);
                next[0] += count;
              });
        }
      }
    }
  }
}
