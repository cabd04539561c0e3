package org.arkwright.control;

/**
 * What the writer has spent since it began, for whoever watches it. Immutable.
 *
 * @param cycles how many scheduling cycles it has run
 * @param cycleNanos the time of all of them
 * @param appends how many batches it has made durable
 * @param appendNanos the time that the journal took for all of them
 */
public record WriterTimes(long cycles, long cycleNanos, long appends, long appendNanos) {
  static final WriterTimes NONE = new WriterTimes(0, 0, 0, 0);

  WriterTimes planned(long nanos) {
    return new WriterTimes(cycles + 1, cycleNanos + nanos, appends, appendNanos);
  }

  WriterTimes appended(long nanos) {
    return new WriterTimes(cycles, cycleNanos, appends + 1, appendNanos + nanos);
  }
}
