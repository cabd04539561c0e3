package org.arkwright.control;

/** Receives exceptions that only a bug can cause; the writer continues without what failed. */
@FunctionalInterface
public interface BugReport {
  /**
   * Reports one exception.
   *
   * @param during the writer's activity, such as "deciding SubmitJob"
   */
  void bug(String during, RuntimeException cause);
}
