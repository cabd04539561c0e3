package org.arkwright.train.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101, algorithm 2) on the
 * flat parameters; the weights of norms are not decayed. Not thread-safe.
 */
public final class AdamW implements AutoCloseable {
  private final Parameters parameters;
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final Tensor mean;
  private final Tensor variance;
  private final Tensor scratch;

  /** Creates an optimiser before its first step. */
  public AdamW(
      Parameters parameters, double beta1, double beta2, double epsilon, double weightDecay) {
    this.parameters = parameters;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.mean = parameters.device().zeros(parameters.layout().elements());
    this.variance = parameters.device().zeros(parameters.layout().elements());
    this.scratch = parameters.device().zeros(parameters.layout().elements());
  }

  /** The running mean of the gradients, flat like the parameters. */
  public Tensor mean() {
    return mean;
  }

  /** The running mean of the squared gradients. */
  public Tensor variance() {
    return variance;
  }

  /**
   * Updates the parameters from their gradients.
   *
   * @param number the number of this step, from 1
   */
  public void step(long number, double learningRate) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor values = parameters.values();
      Tensor gradients = parameters.gradients();
      mean.lerp_(gradients, new Scalar(1 - beta1));
      variance.mul_(new Scalar(beta2)).addcmul_(gradients, gradients, new Scalar(1 - beta2));
      double correction1 = 1 - Math.pow(beta1, (double) number);
      double correction2 = Math.sqrt(1 - Math.pow(beta2, (double) number));
      torch.sqrt_out(scratch, variance);
      // (sqrt(v) / c2 + eps) = (sqrt(v) + eps c2) / c2 saves one pass over memory.
      scratch.add_(new Scalar(epsilon * correction2));
      values
          .narrow(0, 0, parameters.layout().matrixElements())
          .mul_(new Scalar(1 - learningRate * weightDecay));
      values.addcdiv_(mean, scratch, new Scalar(-learningRate * correction2 / correction1));
    }
  }

  @Override
  public void close() {
    mean.close();
    variance.close();
    scratch.close();
  }
}
