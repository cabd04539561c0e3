package org.arkwright.twin.trace;

import java.util.List;

/**
 * Jobs in the order of their arrival.
 *
 * @param format of the file they came from, as documented; or that they were made up
 * @param leftOut rows that hold no job by the rules of their format, such as ones never submitted
 */
public record JobTrace(String format, List<Arrival> arrivals, int leftOut) {
  public JobTrace {
    arrivals = List.copyOf(arrivals);
  }
}
