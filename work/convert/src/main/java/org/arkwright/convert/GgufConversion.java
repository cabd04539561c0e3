package org.arkwright.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.convert.network.NetworkShape;
import org.arkwright.convert.network.TensorPlan;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.convert.source.ModelSource;
import org.arkwright.convert.vocabulary.TokenizerFiles;
import org.arkwright.convert.weights.WeightFiles;
import org.arkwright.llama.GgufWriter;
import org.arkwright.llama.GgufWriter.TensorType;

/**
 * A model in Hugging Face's layout that is about to become a GGUF file. Everything but the weights
 * themselves is read and checked when it is opened, so that what cannot be converted is refused
 * before anything is written; of the weights, a part at a time is in memory.
 */
public final class GgufConversion implements AutoCloseable {
  private final WeightFiles weights;
  private final GgufWriter gguf;
  private final List<String> notes;

  private GgufConversion(WeightFiles weights, GgufWriter gguf, List<String> notes) {
    this.weights = weights;
    this.gguf = gguf;
    this.notes = notes;
  }

  /**
   * Opens a model's folder.
   *
   * @param name of the model, for people
   * @param type of the matrices; vectors are F32
   * @throws ConversionProblem when it cannot become such a file
   */
  public static GgufConversion open(Path folder, String name, TensorType type) throws IOException {
    ModelSource source = new ModelSource(folder);
    if (source.has("adapter_config.json") && !source.has("config.json")) {
      throw new ConversionProblem(
          "this is an adapter, and no model\nexpected the model it belongs to, or both merged");
    }
    NetworkShape shape = NetworkShape.read(source.json("config.json"));
    TokenizerFiles tokenizer = TokenizerFiles.read(source, shape.vocabulary());
    GgufWriter gguf = new GgufWriter();
    gguf.text("general.architecture", shape.family().ggufName());
    gguf.text("general.type", "model");
    gguf.text("general.name", name);
    gguf.number("general.file_type", fileType(type));
    TensorPlan plan = TensorPlan.of(shape);
    plan.describe(gguf);
    tokenizer.addTo(gguf);
    WeightFiles weights = WeightFiles.open(source);
    try {
      plan.addTo(gguf, weights, type);
    } catch (RuntimeException problem) {
      weights.close();
      throw problem;
    }
    List<String> notes = new ArrayList<>(shape.notes());
    notes.addAll(tokenizer.notes());
    return new GgufConversion(weights, gguf, List.copyOf(notes));
  }

  private static int fileType(TensorType type) {
    return switch (type) {
      case F32 -> 0;
      case F16 -> 1;
      case BF16 -> 32;
    };
  }

  /** What differs from the model as it is, a line each. */
  public List<String> notes() {
    return notes;
  }

  /** The bytes that the file will have. */
  public long fileBytes() {
    return gguf.fileBytes();
  }

  /**
   * Writes the file, which appears when it is whole. Blocks for as long as it takes.
   *
   * @throws ConversionProblem when a weight is too large for its type
   */
  public void write(Path file) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      gguf.write(partial);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }
}
