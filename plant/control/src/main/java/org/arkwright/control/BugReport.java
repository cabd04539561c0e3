package org.arkwright.control;

/** Learns of exceptions that only a bug can cause; the writer goes on without what failed. */
@FunctionalInterface
public interface BugReport {
  /**
   * Takes note of one.
   *
   * @param during what the writer was doing, as in "deciding SubmitJob"
   */
  void bug(String during, RuntimeException cause);
}
