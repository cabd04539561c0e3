package org.arkwright.twin.trace;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Generates a synthetic workload with a daily cycle, for sites without a trace, as rows of the
 * generic format. docs/reference/twin-files.md gives the distributions:
 *
 * <ul>
 *   <li>arrivals: a Poisson process whose rate swings by half around its mean over each day (drawn
 *       by thinning, Lewis and Shedler 1979);
 *   <li>lengths: log-normal, median 12 minutes, sigma 2 (a mean of 1 h 29 min), as for a mixture of
 *       short tests and long training runs; each user's kind of job has its own median, around
 *       which its runs spread with sigma 0.8;
 *   <li>devices: 0.25 for 10 %, 1 for 55 %, 2 for 12 %, 4 for 10 %, 8 for 9 % and gangs of 2 or 4
 *       ranks of 8 for 4 % of jobs;
 *   <li>users: eight in four projects, with shares by Zipf's law.
 * </ul>
 *
 * Uses only {@link StrictMath}, so a seed gives the same bytes on every JVM.
 */
public final class Generator {
  private static final int USERS = 8;
  private static final int PROJECTS = 4;
  private static final int KINDS = 3;
  private static final double DAY_SECONDS = 86_400;
  private static final double MEDIAN_SECONDS = 720;
  private static final double SIGMA_BETWEEN = 1.833;
  private static final double SIGMA_WITHIN = 0.8;
  private static final double LONGEST_SECONDS = 14 * DAY_SECONDS;
  private static final String[] STEMS = {"eval", "train", "tune"};

  private final SplittableRandom random;
  private final double[][] medians = new double[USERS][KINDS];

  /** Creates a generator; equal seeds give equal workloads. */
  public Generator(long seed) {
    random = new SplittableRandom(seed);
    for (double[] user : medians) {
      for (int kind = 0; kind < KINDS; kind++) {
        user[kind] = MEDIAN_SECONDS * StrictMath.exp(SIGMA_BETWEEN * normal());
      }
    }
  }

  /** Passes on the header and the rows of the given number of jobs at a mean rate. */
  public void lines(int jobs, double perHour, Consumer<String> out) {
    out.accept(GenericFormat.HEADER);
    double highest = 1.5 * perHour / 3600;
    double now = 0;
    for (int generated = 0; generated < jobs; ) {
      now -= StrictMath.log(1 - random.nextDouble()) / highest;
      double swing = 1 - 0.5 * StrictMath.cos(2 * StrictMath.PI * now / DAY_SECONDS);
      if (random.nextDouble() * 1.5 < swing) {
        out.accept(row(now));
        generated++;
      }
    }
  }

  private String row(double now) {
    int user = zipf();
    int kind = random.nextInt(KINDS);
    double length =
        Math.clamp(
            medians[user][kind] * StrictMath.exp(SIGMA_WITHIN * normal()), 5, LONGEST_SECONDS);
    String[] size = size();
    return String.format(
        Locale.ROOT,
        "%.3f,%.3f,%s,%s,,,,project-%d,user-%d,%s,0,",
        now,
        length,
        size[0],
        size[1],
        user % PROJECTS + 1,
        user + 1,
        STEMS[kind]);
  }

  private String[] size() {
    int percent = random.nextInt(100);
    if (percent < 10) {
      return new String[] {"0.25", "1"};
    }
    if (percent < 65) {
      return new String[] {"1", "1"};
    }
    if (percent < 77) {
      return new String[] {"2", "1"};
    }
    if (percent < 87) {
      return new String[] {"4", "1"};
    }
    return new String[] {"8", percent < 96 ? "1" : percent < 98 ? "2" : "4"};
  }

  private int zipf() {
    double total = 0;
    for (int user = 1; user <= USERS; user++) {
      total += 1.0 / user;
    }
    double left = random.nextDouble() * total;
    for (int user = 1; user < USERS; user++) {
      left -= 1.0 / user;
      if (left < 0) {
        return user - 1;
      }
    }
    return USERS - 1;
  }

  /** Draws a standard normal value by the method of Box and Muller (1958). */
  private double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }
}
