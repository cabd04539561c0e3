package org.arkwright.train.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A network's weights and gradients: two flat float32 tensors and, by name, views of the first
 * whose gradients are views of the second. Not thread-safe.
 */
public final class Parameters implements AutoCloseable {
  /** The number of extra values that ranks sum together with the gradients, to agree on them. */
  public static final int SHARED_EXTRAS = 4;

  private final ParameterLayout layout;
  private final TrainingDevice device;
  private final Tensor values;
  private final Tensor gradientsAndExtras;
  private final Tensor gradients;
  private final Map<String, Tensor> views = new LinkedHashMap<>();

  /** Creates the parameters of a layout, initialised with zeros. */
  public Parameters(ParameterLayout layout, TrainingDevice device) {
    this(layout, device, true);
  }

  /** Creates parameters that are not trained, initialised with zeros: they have no gradients. */
  public static Parameters frozen(ParameterLayout layout, TrainingDevice device) {
    return new Parameters(layout, device, false);
  }

  private Parameters(ParameterLayout layout, TrainingDevice device, boolean trained) {
    this.layout = layout;
    this.device = device;
    this.values = device.zeros(layout.elements());
    long trainable = trained ? layout.elements() : 0;
    this.gradientsAndExtras = device.zeros(trainable + SHARED_EXTRAS);
    this.gradients = gradientsAndExtras.narrow(0, 0, trainable);
    for (ParameterLayout.Slot slot : layout.slots()) {
      Tensor view =
          values.narrow(0, slot.offset(), slot.elements()).view(slot.dimensions()).detach();
      if (trained) {
        view.set_requires_grad(true);
        // Autograd accumulates in place into an existing gradient.
        view.mutable_grad()
            .put(gradients.narrow(0, slot.offset(), slot.elements()).view(slot.dimensions()));
      }
      views.put(slot.name(), view);
    }
  }

  public ParameterLayout layout() {
    return layout;
  }

  /** The device of the parameters. */
  public TrainingDevice device() {
    return device;
  }

  /** All weights, flat. */
  public Tensor values() {
    return values;
  }

  /** All gradients, flat; none of those that are frozen. */
  public Tensor gradients() {
    return gradients;
  }

  /** All gradients and {@value #SHARED_EXTRAS} extra values. */
  public Tensor gradientsAndExtras() {
    return gradientsAndExtras;
  }

  /** Returns the weight of that name. */
  public Tensor get(String name) {
    Tensor view = views.get(name);
    if (view == null) {
      throw new IllegalArgumentException("the network has no weight " + name);
    }
    return view;
  }

  /**
   * Initialises the weights: normally distributed, with a smaller deviation where a block writes to
   * the residual stream (Radford et al. 2019, section 2.3); ones for the norms. The same seed gives
   * the same weights on every device, as they are drawn in main memory.
   */
  public void initialise(LlamaConfig config, long seed) {
    torch.manual_seed(seed);
    double normal = config.initialDeviation();
    double residual = normal / Math.sqrt(2.0 * config.layers());
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      for (ParameterLayout.Slot slot : layout.slots()) {
        Tensor weight = get(slot.name());
        if (slot.shape().size() == 1) {
          weight.fill_(new org.bytedeco.pytorch.Scalar(slot.name().endsWith(".bias") ? 0.0 : 1.0));
        } else {
          boolean writesToResidual =
              slot.name().endsWith("o_proj.weight") || slot.name().endsWith("down_proj.weight");
          double deviation = writesToResidual ? residual : normal;
          if (weight.is_cpu()) {
            torch.normal_(weight, 0, deviation);
          } else {
            weight.copy_(torch.normal_(torch.zeros(slot.dimensions()), 0, deviation));
          }
        }
      }
    }
  }

  @Override
  public void close() {
    views.values().forEach(Tensor::close);
    gradients.close();
    gradientsAndExtras.close();
    values.close();
  }
}
