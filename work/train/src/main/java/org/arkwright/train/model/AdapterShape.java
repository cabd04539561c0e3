package org.arkwright.train.model;

import java.util.List;

/**
 * What a low-rank adapter adds to.
 *
 * @param rank the rows of A, from 1
 * @param alpha divided by the rank, the scale of what is added
 * @param targets the last parts of the names of the linear layers, such as {@code q_proj}
 */
public record AdapterShape(int rank, double alpha, List<String> targets) {
  /**
   * All linear layers: adapters of the attention alone learn less, with as many parameters too
   * (QLoRA, arXiv:2305.14314, section 4; Schulman et al. 2025, "LoRA Without Regret").
   */
  public static final List<String> ALL_LINEAR =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  public AdapterShape {
    targets = List.copyOf(targets);
  }

  double scale() {
    return alpha / rank;
  }

  /** Whether a weight of that name has matrices beside it. */
  boolean isAdapted(String weight) {
    return targets.stream().anyMatch(target -> weight.endsWith("." + target + ".weight"));
  }
}
