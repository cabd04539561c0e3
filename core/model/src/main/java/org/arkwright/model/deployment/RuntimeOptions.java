package org.arkwright.model.deployment;

import java.util.List;
import java.util.OptionalInt;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactRef;

/**
 * How a built-in runtime serves a model. What is empty is the runtime's own choice.
 *
 * @param context the most tokens of one request, prompt and answer, from 1
 * @param parallel the requests of one replica that are worked on at a time, from 1
 * @param batch the most tokens of one pass through the model, from 1
 * @param threads compute threads of a replica, from 1
 * @param gpuLayers layers of the model that are put on GPUs; -1 for all that fit
 * @param adapters LoRA adapters that requests may name, as {@code DEPLOYMENT:ADAPTER}; each has a
 *     version number once the deployment is accepted, and names of its own
 */
public record RuntimeOptions(
    OptionalInt context,
    OptionalInt parallel,
    OptionalInt batch,
    OptionalInt threads,
    OptionalInt gpuLayers,
    List<ArtifactRef> adapters) {
  /** Everything as the runtime chooses, and no adapter. */
  public static final RuntimeOptions DEFAULT =
      new RuntimeOptions(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          List.of());

  public static final int CONTEXT_MAX = 1 << 20;
  public static final int PARALLEL_MAX = 256;
  public static final int BATCH_MAX = 1 << 16;
  public static final int THREADS_MAX = 512;
  public static final int GPU_LAYERS_MAX = 10_000;
  public static final int ADAPTERS_MAX = 1000;

  public RuntimeOptions {
    adapters = List.copyOf(adapters);
    require("context", context, 1, CONTEXT_MAX);
    require("parallel", parallel, 1, PARALLEL_MAX);
    require("batch", batch, 1, BATCH_MAX);
    require("threads", threads, 1, THREADS_MAX);
    require("gpuLayers", gpuLayers, -1, GPU_LAYERS_MAX);
    if (adapters.stream().anyMatch(ref -> ref.name().kind() != ArtifactKind.MODEL)) {
      throw new IllegalArgumentException("an adapter is no model: " + adapters);
    }
    if (adapters.stream().map(ArtifactRef::name).distinct().count() != adapters.size()) {
      throw new IllegalArgumentException("two adapters have one name: " + adapters);
    }
  }

  private static void require(String name, OptionalInt value, int min, int max) {
    if (value.isPresent() && (value.getAsInt() < min || value.getAsInt() > max)) {
      throw new IllegalArgumentException(
          "out of range: %s %d, expected %d to %d".formatted(name, value.getAsInt(), min, max));
    }
  }

  /** The same with other adapters. */
  public RuntimeOptions withAdapters(List<ArtifactRef> others) {
    return new RuntimeOptions(context, parallel, batch, threads, gpuLayers, others);
  }

  /**
   * Whether all but the threads is as the runtime chooses: the one thing that every runtime has.
   */
  boolean isThreadsAlone() {
    return context.isEmpty()
        && parallel.isEmpty()
        && batch.isEmpty()
        && gpuLayers.isEmpty()
        && adapters.isEmpty();
  }
}
