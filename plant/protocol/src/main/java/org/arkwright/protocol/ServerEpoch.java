package org.arkwright.protocol;

/**
 * One start of a control plane, as every exchange names it: a worker obeys the latest start that it
 * has heard of, and no start of another home.
 *
 * @param home the home's id
 * @param number the number of the start in its journal
 * @param startedNanos when it started, which tells it from a start that got the same number in
 *     another course of events, after the journal was replaced by an older one
 */
public record ServerEpoch(String home, long number, long startedNanos) {
  /**
   * Whether whoever obeyed {@code known} may obey this one: it is the same start, or a later one.
   */
  public boolean succeeds(ServerEpoch known) {
    return equals(known) || (home.equals(known.home) && number > known.number);
  }
}
