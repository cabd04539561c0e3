package org.arkwright.artifact.output;

import java.time.Duration;
import org.arkwright.model.unit.Bytes;

/**
 * Bounds on what is collected of one folder.
 *
 * @param entries the most files, folders and links
 * @param depth the most folders within each other
 * @param bytes the most bytes of all files together, holes included
 * @param holes the most bytes of holes in files that are nearly nothing else: a terabyte of them is
 *     made in a moment, and read for an hour
 * @param time the longest that storing may take
 */
public record OutputLimits(int entries, int depth, Bytes bytes, Bytes holes, Duration time) {
  /** A worker keeps the names of all files in memory until the last is stored. */
  private static final int ENTRIES_MAX = 100_000;

  private static final int DEPTH_MAX = 100;

  /** Far above what a training writes, and far below what a loop does. */
  public static final OutputLimits DEFAULT =
      new OutputLimits(
          ENTRIES_MAX,
          DEPTH_MAX,
          Bytes.ofMebibytes(4L << 20),
          Bytes.ofMebibytes(1 << 10),
          Duration.ofHours(2));
}
