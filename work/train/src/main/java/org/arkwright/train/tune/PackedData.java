package org.arkwright.train.tune;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.text.Permutation;

/**
 * Examples that lie one after another in sequences of limited length, some of them held out. Which
 * are held out, which lie together, and the order of the sequences in each epoch depend on the
 * examples and the seed alone, so that a run that resumes goes on where it stopped. Thread-safe.
 */
final class PackedData {
  /** Sequences that are looked through for room: first fit, within bounds. */
  private static final int OPEN_MAX = 64;

  private final List<List<Example>> training;
  private final List<List<Example>> heldOut;
  private final long seed;

  private PackedData(List<List<Example>> training, List<List<Example>> heldOut, long seed) {
    this.training = training;
    this.heldOut = heldOut;
    this.seed = seed;
  }

  /**
   * Packs examples.
   *
   * @param share of the examples held out, to 0.5; one at the least, if there are two
   * @param heldOutMax the most examples held out
   * @param maxLength the most tokens that a sequence reads
   */
  static PackedData of(
      List<Example> examples, double share, int heldOutMax, int maxLength, long seed) {
    int[] order = Permutation.of(examples.size(), new SplittableRandom(seed));
    int out =
        share == 0 || examples.size() < 2
            ? 0
            : Math.clamp(Math.round(examples.size() * share), 1, heldOutMax);
    List<Example> shuffled = Arrays.stream(order).mapToObj(examples::get).toList();
    List<List<Example>> training = packed(shuffled.subList(out, shuffled.size()), maxLength);
    if (training.isEmpty()) {
      throw new TrainingProblem("there is no example to learn\nexpected one at the least");
    }
    return new PackedData(training, packed(shuffled.subList(0, out), maxLength), seed);
  }

  private static List<List<Example>> packed(List<Example> examples, int maxLength) {
    List<List<Example>> all = new ArrayList<>();
    List<List<Example>> open = new ArrayList<>();
    for (Example example : examples) {
      List<Example> place = null;
      for (List<Example> candidate : open) {
        if (inputs(candidate) + example.inputs() <= maxLength) {
          place = candidate;
          break;
        }
      }
      if (place == null) {
        place = new ArrayList<>();
        all.add(place);
        open.add(place);
        if (open.size() > OPEN_MAX) {
          open.removeFirst();
        }
      }
      place.add(example);
    }
    return all.stream().map(List::copyOf).toList();
  }

  static int inputs(List<Example> sequence) {
    return sequence.stream().mapToInt(Example::inputs).sum();
  }

  static int answers(List<Example> sequence) {
    return sequence.stream().mapToInt(Example::answers).sum();
  }

  /** The sequences of an epoch. */
  int sequences() {
    return training.size();
  }

  /**
   * Returns a sequence to learn.
   *
   * @param number from 0, counted over all epochs
   */
  List<Example> sequence(long number) {
    long epoch = number / training.size();
    int[] order =
        Permutation.of(
            training.size(), new SplittableRandom(seed ^ ((epoch + 1) * 0x9E3779B97F4A7C15L)));
    return training.get(order[(int) (number % training.size())]);
  }

  /** The sequences held out. */
  List<List<Example>> heldOut() {
    return heldOut;
  }

  /** The examples that are learnt. */
  int examples() {
    return training.stream().mapToInt(List::size).sum();
  }

  /** The tokens that the network reads in an epoch. */
  long tokens() {
    return training.stream().mapToLong(PackedData::inputs).sum();
  }

  /** A digest of everything. */
  int digest() {
    int digest = 1;
    for (List<List<Example>> part : List.of(training, heldOut)) {
      for (List<Example> sequence : part) {
        for (Example example : sequence) {
          digest = 31 * digest + example.digest();
        }
        digest = 31 * digest + 7;
      }
    }
    return digest;
  }
}
