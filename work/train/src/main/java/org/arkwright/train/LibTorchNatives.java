package org.arkwright.train;

import org.arkwright.train.report.TrainingProblem;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** The native libraries of LibTorch. */
final class LibTorchNatives {
  private LibTorchNatives() {}

  /**
   * Loads LibTorch, which unpacks it the first time; does nothing else.
   *
   * @throws TrainingProblem when there is no build for this machine
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
