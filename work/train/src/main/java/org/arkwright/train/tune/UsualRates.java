package org.arkwright.train.tune;

import org.arkwright.train.model.LlamaConfig;

/**
 * Learning rates for who names none. Full tuning: 5e-5 at a width of 2,000, and more the narrower a
 * network is, with the exponents of Thinking Machines' fits for Llama and Qwen (tinker-cookbook,
 * hyperparam_utils). Adapters: ten times that, which "LoRA Without Regret" (Schulman et al. 2025,
 * thinkingmachines.ai/blog/lora) finds best whatever the rank; for networks of 7 B that is the
 * range of QLoRA's 2e-4 (arXiv:2305.14314, appendix B). LoRA's own paper has 2e-4 for GPT-2
 * (arXiv:2106.09685, appendix D).
 */
final class UsualRates {
  private static final double FULL = 5e-5;
  private static final double ADAPTER_FACTOR = 10;
  private static final double WIDTH = 2000;
  private static final double LLAMA_EXPONENT = 0.781;
  private static final double QWEN_EXPONENT = 0.0775;

  private UsualRates() {}

  static double of(LlamaConfig config, boolean adapter) {
    double exponent = config.queryKeyValueBias() ? QWEN_EXPONENT : LLAMA_EXPONENT;
    double full = FULL * Math.pow(WIDTH / config.hiddenSize(), exponent);
    return adapter ? ADAPTER_FACTOR * full : full;
  }
}
