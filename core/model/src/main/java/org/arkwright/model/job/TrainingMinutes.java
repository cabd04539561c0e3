package org.arkwright.model.job;

import java.math.BigDecimal;

/** For how long the built-in trainer may be asked to train, in minutes. */
public final class TrainingMinutes {
  /** The least. */
  public static final BigDecimal MIN = new BigDecimal("0.01");

  /** The most; almost two years. */
  public static final BigDecimal MAX = new BigDecimal("1000000");

  private TrainingMinutes() {}
}
