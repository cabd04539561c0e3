package org.arkwright.train.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A low-rank adapter (LoRA; Hu et al., arXiv:2106.09685): beside a frozen weight W of some linear
 * layers, matrices A of few rows and B of few columns, so that the layer computes W x + (alpha /
 * rank) B A x. Names are those of PEFT's files. Not thread-safe.
 */
public final class Adapter implements AutoCloseable {
  private static final String PREFIX = "base_model.model.";

  private final AdapterShape shape;
  private final Parameters parameters;

  /**
   * The two matrices of a layer.
   *
   * @param a [rank, in]
   * @param b [out, rank]
   * @param scale of their product
   */
  record Pair(Tensor a, Tensor b, double scale) {}

  /** Creates an adapter of zeros, which changes nothing. */
  public Adapter(LlamaConfig network, AdapterShape shape, TrainingDevice device) {
    this.shape = shape;
    this.parameters = new Parameters(layout(network, shape), device);
  }

  /** Returns the layout of an adapter's matrices. */
  public static ParameterLayout layout(LlamaConfig network, AdapterShape shape) {
    var matrices = new LinkedHashMap<String, List<Long>>();
    for (ParameterLayout.Slot slot : ParameterLayout.of(network).slots()) {
      if (slot.name().endsWith(".weight") && shape.isAdapted(slot.name())) {
        String layer = PREFIX + slot.name().substring(0, slot.name().length() - ".weight".length());
        matrices.put(layer + ".lora_A.weight", List.of((long) shape.rank(), slot.shape().get(1)));
        matrices.put(layer + ".lora_B.weight", List.of(slot.shape().get(0), (long) shape.rank()));
      }
    }
    return ParameterLayout.ofMatrices(matrices);
  }

  public AdapterShape shape() {
    return shape;
  }

  /** The matrices, which are trained. */
  public Parameters parameters() {
    return parameters;
  }

  /**
   * Draws A evenly from ±1/√in and leaves B zero, as PEFT does, so that the network begins as it
   * was. The same seed gives the same on every device.
   */
  public void initialise(long seed) {
    torch.manual_seed(seed);
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      for (ParameterLayout.Slot slot : parameters.layout().slots()) {
        if (slot.name().endsWith(".lora_A.weight")) {
          double bound = 1 / Math.sqrt((double) slot.shape().get(1));
          Tensor drawn =
              torch
                  .zeros(slot.dimensions())
                  .uniform_(-bound, bound, new org.bytedeco.pytorch.GeneratorOptional());
          parameters.get(slot.name()).copy_(drawn);
        }
      }
    }
  }

  /**
   * Returns the matrices beside a weight; empty where it has none.
   *
   * @param weight such as {@code model.layers.0.self_attn.q_proj.weight}
   */
  Optional<Pair> find(String weight) {
    if (!shape.isAdapted(weight)) {
      return Optional.empty();
    }
    String layer = PREFIX + weight.substring(0, weight.length() - ".weight".length());
    return Optional.of(
        new Pair(
            parameters.get(layer + ".lora_A.weight"),
            parameters.get(layer + ".lora_B.weight"),
            shape.scale()));
  }

  /**
   * Returns the place of a matrix.
   *
   * @param weight beside which it is
   * @param matrix A or B
   */
  public ParameterLayout.Slot slot(String weight, char matrix) {
    String layer = PREFIX + weight.substring(0, weight.length() - ".weight".length());
    String name = layer + ".lora_" + matrix + ".weight";
    return parameters.layout().slots().stream()
        .filter(slot -> slot.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no matrix " + name));
  }

  /** The names of the weights beside which it has matrices. */
  public List<String> weights() {
    List<String> weights = new ArrayList<>();
    for (ParameterLayout.Slot slot : parameters.layout().slots()) {
      if (slot.name().endsWith(".lora_A.weight")) {
        weights.add(slot.name().substring(PREFIX.length()).replace(".lora_A.weight", ".weight"));
      }
    }
    return weights;
  }

  /** Adds what it adds to the layers' outputs to the weights themselves. */
  public void mergeInto(Parameters weights) {
    try (NoGradGuard _ = new NoGradGuard()) {
      for (String name : weights()) {
        try (PointerScope _ = new PointerScope()) {
          Pair pair = find(name).orElseThrow();
          weights.get(name).add_(torch.matmul(pair.b(), pair.a()), new Scalar(pair.scale()));
        }
      }
    }
  }

  @Override
  public void close() {
    parameters.close();
  }
}
