package org.arkwright.twin.trace;

import java.util.List;

/**
 * Jobs in the order of their arrival.
 *
 * @param format name of the file's format
 * @param skipped number of rows without a job by the rules of their format, such as jobs never
 *     submitted
 */
public record JobTrace(String format, List<Arrival> arrivals, int skipped) {
  public JobTrace {
    arrivals = List.copyOf(arrivals);
  }
}
