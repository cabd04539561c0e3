package org.arkwright.llama;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Chooses one sequence's tokens. Written in Java so that the same seed gives the same text on every
 * machine and with every version of the library. Not thread-safe.
 */
public final class TokenSampler {
  private final Sampling sampling;
  private final SplittableRandom random;
  private final Map<Integer, Integer> chosen = new HashMap<>();

  public TokenSampler(Sampling sampling) {
    this.sampling = sampling;
    this.random = new SplittableRandom(sampling.seed());
  }

  /**
   * Chooses a token, and remembers it for the penalties and in the grammar.
   *
   * @param logits changed by the call: bias and penalties are in them afterwards
   * @param grammar what the text is held to; null for nothing
   * @return empty when the grammar allows no token at all
   */
  public OptionalInt choose(float[] logits, @Nullable Grammar grammar) {
    adjust(logits);
    double draw = sampling.temperature() == 0 ? 0 : random.nextDouble();
    int token = pick(logits, draw);
    if (grammar != null && (token < 0 || !grammar.accept(token))) {
      grammar.restrict(logits);
      token = pick(logits, draw);
      if (token < 0 || !grammar.accept(token)) {
        return OptionalInt.empty();
      }
    }
    if (token < 0) {
      return OptionalInt.empty();
    }
    chosen.merge(token, 1, Integer::sum);
    return OptionalInt.of(token);
  }

  private void adjust(float[] logits) {
    sampling
        .bias()
        .forEach((token, value) -> {
          if (token >= 0 && token < logits.length) {
            logits[token] += value.floatValue();
          }
        });
    if (sampling.frequencyPenalty() != 0 || sampling.presencePenalty() != 0) {
      chosen.forEach((token, times) ->
          logits[token] -=
              (float) (times * sampling.frequencyPenalty() + sampling.presencePenalty()));
    }
  }

  /** The token that a number from 0 to 1 hits; -1 if no logit is finite. */
  private int pick(float[] logits, double draw) {
    int best = mostLikely(logits);
    if (best < 0 || sampling.temperature() == 0) {
      return best;
    }
    double max = logits[best];
    double[] masses = new double[logits.length];
    double total = 0;
    for (int i = 0; i < masses.length; i++) {
      double mass = Math.exp((logits[i] - max) / sampling.temperature());
      masses[i] = mass >= sampling.minP() ? mass : 0; // The most likely has 1; NaN becomes 0.
      total += masses[i];
    }
    boolean whole = sampling.topP() >= 1 && sampling.topK() == 0;
    return whole ? hit(masses, draw * total) : hitSorted(masses, total, draw);
  }

  private static int hit(double[] masses, double target) {
    int last = -1;
    double sum = 0;
    for (int i = 0; i < masses.length; i++) {
      if (masses[i] > 0) {
        sum += masses[i];
        last = i;
        if (sum > target) {
          return i;
        }
      }
    }
    return last; // Only rounding comes here.
  }

  /** As {@link #hit}, among the most likely that have the mass, or are as many as wanted. */
  private int hitSorted(double[] masses, double total, double draw) {
    int[] order = mostLikelyFirst(masses, total);
    double wanted = sampling.topP() * total;
    int most = sampling.topK() == 0 ? order.length : Math.min(order.length, sampling.topK());
    double kept = 0;
    int count = 0;
    while (count < most && (count == 0 || kept < wanted)) {
      kept += masses[order[count++]];
    }
    double target = draw * kept;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += masses[order[i]];
      if (sum > target) {
        return order[i];
      }
    }
    return order[count - 1];
  }

  /**
   * The tokens to choose among, the most likely first, ties by number. Most of a vocabulary has no
   * mass to speak of, so what is sorted grows only until it is enough.
   */
  private int[] mostLikelyFirst(double[] masses, double total) {
    double least = 1.0 / 64;
    while (true) {
      int[] found = new int[256];
      int count = 0;
      double sum = 0;
      for (int i = 0; i < masses.length; i++) {
        if (masses[i] > 0 && masses[i] >= least) {
          if (count == found.length) {
            found = Arrays.copyOf(found, 2 * count);
          }
          found[count++] = i;
          sum += masses[i];
        }
      }
      boolean enough =
          sum >= sampling.topP() * total || (sampling.topK() > 0 && count >= sampling.topK());
      if (enough || least < Double.MIN_NORMAL) {
        return sorted(found, count, masses);
      }
      least /= 4096;
    }
  }

  private static int[] sorted(int[] tokens, int count, double[] masses) {
    return Arrays.stream(tokens, 0, count)
        .boxed()
        .sorted((left, right) -> {
          int byMass = Double.compare(masses[right], masses[left]);
          return byMass != 0 ? byMass : Integer.compare(left, right);
        })
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The token with the highest logit, the first of equals; -1 if none is a number. */
  public static int mostLikely(float[] logits) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < logits.length; i++) {
      if (logits[i] > highest) {
        highest = logits[i];
        best = i;
      }
    }
    return best;
  }
}
