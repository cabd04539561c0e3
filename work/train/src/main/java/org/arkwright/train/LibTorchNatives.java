package org.arkwright.train;

import org.arkwright.train.report.TrainingProblem;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Loads LibTorch. */
final class LibTorchNatives {
  private LibTorchNatives() {}

  /**
   * Loads it, which unpacks it the first time, and warms nothing else up.
   *
   * @throws TrainingProblem where there is no build of it for this machine
   */
  static void prepare() {
    try {
      Loader.load(torch.class);
    } catch (UnsatisfiedLinkError problem) {
      throw new TrainingProblem(
          "LibTorch cannot be loaded on %s: %s\nexpected linux-x86_64"
              .formatted(Loader.getPlatform(), problem.getMessage()));
    }
  }
}
