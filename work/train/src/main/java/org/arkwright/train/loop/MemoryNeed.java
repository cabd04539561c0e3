package org.arkwright.train.loop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.train.report.TrainingProblem;

/** The memory that training a network takes at the least, which no second try makes smaller. */
public final class MemoryNeed {
  /** Weight, gradient and the optimiser's two means, as float32. */
  private static final long BYTES_PER_PARAMETER = 16;

  private static final double GIBI = 1 << 30;
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+([0-9]{1,15}) kB");

  private MemoryNeed() {}

  /** The machine's memory in bytes; empty where the system does not say. */
  public static OptionalLong ofMachine() {
    try {
      Matcher total = TOTAL.matcher(Files.readString(MEMINFO));
      return total.find()
          ? OptionalLong.of(Long.parseLong(total.group(1)) * 1024)
          : OptionalLong.empty();
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  /**
   * Refuses a network that cannot fit.
   *
   * @param available in bytes; empty if unknown
   * @throws TrainingProblem when it needs more
   */
  static void check(long parameters, OptionalLong available) {
    if (available.isPresent() && parameters > available.getAsLong() / BYTES_PER_PARAMETER) {
      throw new TrainingProblem(
          String.format(
              Locale.ROOT,
              "the network has %,d parameters, which take %.1f GiB to train; this machine has %.1f"
                  + " GiB%nexpected fewer --layers, or a smaller --hidden, --intermediate or"
                  + " --vocabulary",
              parameters,
              parameters * BYTES_PER_PARAMETER / GIBI,
              available.getAsLong() / GIBI));
    }
  }
}
