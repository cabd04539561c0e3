package org.arkwright.train.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.llama.GgufWriter;
import org.arkwright.llama.GgufWriter.TensorType;
import org.arkwright.train.model.Adapter;
import org.arkwright.train.model.FloatTransfer;
import org.arkwright.train.model.ParameterLayout;

/** Writes an adapter in PEFT's layout, as GGUF for llama.cpp, and with what it belongs to. */
public final class AdapterFolder {
  /** The adapter for llama.cpp. */
  public static final String GGUF = "adapter.gguf";

  private AdapterFolder() {}

  /**
   * Writes all files.
   *
   * @param name of the adapter
   */
  public static void write(
      Path folder, Adapter adapter, TuningBase base, BaseRecord belongsTo, String name)
      throws IOException {
    Files.createDirectories(folder);
    PeftFolder.write(folder, adapter, belongsTo.name());
    belongsTo.write(folder);
    boolean qwen = base.config().queryKeyValueBias();
    GgufWriter gguf =
        new GgufWriter()
            .text("general.type", "adapter")
            .text("general.architecture", qwen ? "qwen2" : "llama")
            .text("general.name", name)
            .text("general.base_model.0.name", belongsTo.name())
            .text("arkwright.base.sha256", belongsTo.digests())
            .text("adapter.type", "lora")
            .real("adapter.lora.alpha", (float) adapter.shape().alpha());
    for (String weight : adapter.weights()) {
      boolean rotated = !qwen && GgufNames.isRotated(weight);
      add(gguf, adapter, weight, 'A', false, base.config().headSize());
      add(gguf, adapter, weight, 'B', rotated, base.config().headSize());
    }
    gguf.write(folder.resolve(GGUF));
  }

  private static void add(
      GgufWriter gguf, Adapter adapter, String weight, char matrix, boolean rotated, int headSize) {
    ParameterLayout.Slot slot = adapter.slot(weight, matrix);
    gguf.tensor(
        GgufNames.of(weight) + ".lora_" + Character.toLowerCase(matrix),
        List.copyOf(slot.shape()),
        TensorType.F32,
        () -> {
          float[] values = new float[Math.toIntExact(slot.elements())];
          FloatTransfer.read(adapter.parameters().values(), slot.offset(), values, values.length);
          int width = Math.toIntExact(slot.shape().get(1));
          return rotated ? GgufNames.interleaved(values, width, headSize) : values;
        });
  }
}
