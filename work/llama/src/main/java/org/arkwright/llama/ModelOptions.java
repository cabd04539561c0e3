package org.arkwright.llama;

import java.util.function.DoublePredicate;

/**
 * How a model is loaded.
 *
 * @param gpuLayers layers to put on GPUs: -1 for all that fit; without a GPU it changes nothing
 * @param vocabularyOnly without weights: for counting tokens
 * @param progress told of the loaded share, from 0 to 1, on the loading thread; false gives up
 */
public record ModelOptions(int gpuLayers, boolean vocabularyOnly, DoublePredicate progress) {
  /** All layers on GPUs, everything loaded, nobody told. */
  public static final ModelOptions DEFAULT = new ModelOptions(-1, false, _ -> true);

  public ModelOptions {
    Checks.range("gpuLayers", gpuLayers, -1, 10_000);
  }

  /** The same with other layers on GPUs. */
  public ModelOptions withGpuLayers(int layers) {
    return new ModelOptions(layers, vocabularyOnly, progress);
  }
}
