package org.arkwright.train.model;

import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A linear layer of a network, with what an adapter adds to it.
 *
 * @param weight [out, in]
 * @param bias [out]
 */
record Projection(Tensor weight, Optional<Tensor> bias, Optional<Adapter.Pair> adapter) {
  /** Returns the layer's outputs, [.., out], for inputs [.., in]. */
  Tensor apply(Tensor inputs) {
    Tensor plain =
        bias.isPresent()
            ? torch.linear(inputs, weight, new TensorOptional(bias.get()))
            : torch.linear(inputs, weight);
    return adapter
        .map(pair ->
            plain.add(
                torch.linear(torch.linear(inputs, pair.a()), pair.b()), new Scalar(pair.scale())))
        .orElse(plain);
  }
}
