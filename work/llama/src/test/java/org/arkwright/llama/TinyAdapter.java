package org.arkwright.llama;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes a LoRA adapter with random weights for a {@link TinyGguf} as GGUF, the same for the same
 * seed.
 */
public record TinyAdapter(int layers, int width, long seed) {
  private static final int RANK = 4;

  /** Writes the file and returns it. */
  public Path writeTo(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    GgufWriter gguf =
        new GgufWriter()
            .text("general.architecture", "llama")
            .text("general.type", "adapter")
            .text("adapter.type", "lora")
            .real("adapter.lora.alpha", RANK);
    for (int layer = 0; layer < layers; layer++) {
      String tensor = "blk." + layer + ".attn_q.weight.lora_";
      gguf.tensor(tensor + "a", random(random, width * RANK), width, RANK);
      gguf.tensor(tensor + "b", random(random, width * RANK), RANK, width);
    }
    gguf.write(file);
    return file;
  }

  private static float[] random(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian(0, 1);
    }
    return values;
  }
}
