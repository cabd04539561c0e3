package org.arkwright.llama;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The natural logarithms of the tokens' probabilities, of logits that do not change meanwhile. */
public final class LogProbabilities {
  private final float[] logits;
  private final double normalizer;

  public LogProbabilities(float[] logits) {
    this.logits = logits;
    int best = TokenSampler.mostLikely(logits);
    if (best < 0) {
      this.normalizer = Double.POSITIVE_INFINITY;
      return;
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - logits[best]);
    }
    this.normalizer = logits[best] + Math.log(sum);
  }

  /** That of a token; negative infinity if no logit is finite. */
  public double of(int token) {
    return logits[token] - normalizer;
  }

  /** The most likely tokens, the most likely first, ties by number. */
  public List<Integer> likeliest(int count) {
    Comparator<Integer> worstFirst =
        Comparator.<Integer>comparingDouble(token -> logits[token])
            .thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> kept = new PriorityQueue<>(Math.max(1, count), worstFirst);
    for (int token = 0; token < logits.length && count > 0; token++) {
      if (kept.size() < count) {
        kept.add(token);
      } else if (logits[token] > logits[kept.element()]) {
        kept.remove();
        kept.add(token);
      }
    }
    List<Integer> best = new ArrayList<>(kept);
    best.sort(worstFirst.reversed());
    return best;
  }
}
