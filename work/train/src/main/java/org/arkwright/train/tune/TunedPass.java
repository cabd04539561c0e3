package org.arkwright.train.tune;

import java.util.ArrayList;
import java.util.List;
import org.arkwright.train.model.Llama;
import org.arkwright.train.model.TensorData;
import org.arkwright.train.model.TrainingDevice;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One pass of a row of examples through a network. Each example sees itself alone. Logits are
 * computed where something is learnt, a part at a time, since a vocabulary is far wider than a
 * network. Not thread-safe.
 */
final class TunedPass {
  /** The logits that are in memory at once: 128 MiB, and as much for their gradients. */
  private static final long LOGITS_MAX = 1 << 25;

  private final Llama network;
  private final TrainingDevice device;
  private final boolean recompute;
  private final boolean wholeNetwork;

  /**
   * Creates passes.
   *
   * @param recompute whether each block's inner values are computed again on the way back instead
   *     of being kept (Chen et al., arXiv:1604.06174)
   * @param wholeNetwork whether the network's own weights are trained
   */
  TunedPass(Llama network, TrainingDevice device, boolean recompute, boolean wholeNetwork) {
    this.network = network;
    this.device = device;
    this.recompute = recompute;
    this.wholeNetwork = wholeNetwork;
  }

  /** What a row of examples is to a network. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(Tensor tokens, List<Integer> lengths, long[] places, long[] targets) {}

  private Row row(List<Example> examples) {
    int time = PackedData.inputs(examples);
    int answers = PackedData.answers(examples);
    long[] tokens = new long[time];
    long[] places = new long[answers];
    long[] targets = new long[answers];
    List<Integer> lengths = new ArrayList<>();
    int at = 0;
    int answer = 0;
    for (Example example : examples) {
      for (int i = 0; i < example.inputs(); i++) {
        tokens[at] = example.tokens()[i];
        if (example.learnt()[i + 1]) {
          places[answer] = at;
          targets[answer++] = example.tokens()[i + 1];
        }
        at++;
      }
      lengths.add(example.inputs());
    }
    return new Row(device.place(TensorData.tensor(tokens, 1, time)), lengths, places, targets);
  }

  /** Returns the sum of the losses of all that is learnt of the examples, in nats. */
  double loss(List<Example> examples) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard();
        TrainingDevice.Mixing _ = device.mixing()) {
      Row row = row(examples);
      Tensor stream = network.embed(row.tokens);
      for (int i = 0; i < network.depth(); i++) {
        stream = block(i, stream, row.lengths);
      }
      double sum = 0;
      for (int from = 0; from < row.places.length; from += atOnce()) {
        sum += part(row, stream, from).item_float();
      }
      return sum;
    }
  }

  /**
   * Adds the gradients of the losses' sum to those that are there.
   *
   * @param scale of the gradients: one by all tokens that are learnt in this step
   * @return the sum, in nats, not scaled
   */
  double lossAndGradients(List<Example> examples, double scale) {
    try (PointerScope _ = new PointerScope()) {
      Row row = row(examples);
      Tensor embedded;
      try (TrainingDevice.Mixing _ = device.mixing()) {
        embedded = network.embed(row.tokens);
      }
      return recompute ? recomputing(row, embedded, scale) : keeping(row, embedded, scale);
    }
  }

  private double keeping(Row row, Tensor embedded, double scale) {
    Tensor stream = embedded;
    try (TrainingDevice.Mixing _ = device.mixing()) {
      for (int i = 0; i < network.depth(); i++) {
        stream = network.block(i, stream, row.lengths);
      }
    }
    Tensor last = leaf(stream);
    double sum = head(row, last, scale);
    backward(stream, last.grad());
    return sum;
  }

  private double recomputing(Row row, Tensor embedded, double scale) {
    List<Tensor> inputs = new ArrayList<>();
    Tensor stream = embedded.detach();
    try (NoGradGuard _ = new NoGradGuard();
        TrainingDevice.Mixing _ = device.mixing()) {
      for (int i = 0; i < network.depth(); i++) {
        inputs.add(stream);
        stream = block(i, stream, row.lengths);
      }
    }
    Tensor last = leaf(stream);
    double sum = head(row, last, scale);
    Tensor gradient = last.grad();
    for (int i = network.depth() - 1; i >= 0; i--) {
      Tensor input = leaf(inputs.get(i));
      try (PointerScope _ = new PointerScope()) {
        Tensor output;
        try (TrainingDevice.Mixing _ = device.mixing()) {
          output = network.block(i, input, row.lengths);
        }
        backward(output, gradient);
      }
      gradient = input.grad();
    }
    if (wholeNetwork) {
      backward(embedded, gradient);
    }
    return sum;
  }

  /** A block whose inner values are given back at once. */
  private Tensor block(int number, Tensor stream, List<Integer> lengths) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope _ = new PointerScope()) {
      Tensor output = network.block(number, stream, lengths);
      outer.attach(output); // which keeps it when the inner scope lets go
      return output;
    }
  }

  /** Returns the same values as a beginning, where gradients are gathered. */
  private static Tensor leaf(Tensor tensor) {
    Tensor leaf = tensor.detach();
    leaf.set_requires_grad(true);
    return leaf;
  }

  private static void backward(Tensor output, Tensor gradient) {
    output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  /** Computes the losses from the last block's outputs, and their gradients. */
  private double head(Row row, Tensor last, double scale) {
    double sum = 0;
    for (int from = 0; from < row.places.length; from += atOnce()) {
      try (PointerScope _ = new PointerScope()) {
        Tensor part;
        try (TrainingDevice.Mixing _ = device.mixing()) {
          part = part(row, last, from);
        }
        part.mul(new Scalar(scale)).backward();
        sum += part.item_float();
      }
    }
    return sum;
  }

  private int atOnce() {
    return (int) Math.max(1, LOGITS_MAX / network.config().vocabularySize());
  }

  /** Returns the sum of a part of the losses. */
  private Tensor part(Row row, Tensor last, int from) {
    int count = Math.min(atOnce(), row.places.length - from);
    Tensor places = TensorData.tensor(row.places, row.places.length).narrow(0, from, count);
    Tensor targets = TensorData.tensor(row.targets, row.targets.length).narrow(0, from, count);
    Tensor logits = network.logitsAt(last, device.place(places)).to(ScalarType.Float);
    return torch.cross_entropy_loss(logits, device.place(targets)).mul(new Scalar(count));
  }
}
