package org.arkwright.scheduler.view;

import java.math.BigDecimal;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Resources;

/** One component of {@link Resources}, with its name and its unit for display. */
public enum Dimension {
  CPUS("cpus"),
  MEMORY("memory"),
  DEVICES("devices");

  private final String word;

  Dimension(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  public long of(Resources resources) {
    return switch (this) {
      case CPUS -> resources.cpuMillis();
      case MEMORY -> resources.memoryBytes();
      case DEVICES -> resources.deviceThousandths();
    };
  }

  /** The amount in its display unit, such as {@code 1.5} or {@code 4 GiB}. */
  public String amount(long value) {
    if (value == Resources.UNLIMITED_AMOUNT) {
      return "unlimited";
    }
    return switch (this) {
      case MEMORY -> new Bytes(Math.max(0, value)).toString();
      case CPUS, DEVICES ->
          BigDecimal.valueOf(Math.max(0, value), 3).stripTrailingZeros().toPlainString();
    };
  }

  /** The amount with its name, such as {@code 1.5 cpus} or {@code 4 GiB memory}. */
  public String text(long value) {
    return amount(value) + " " + word;
  }
}
