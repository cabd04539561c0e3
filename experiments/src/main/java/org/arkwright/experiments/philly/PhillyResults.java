package org.arkwright.experiments.philly;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;

/** The results of one run: completion and queueing times of its jobs, in seconds. */
final class PhillyResults {
  private final Map<JobId, Long> runNanos = new HashMap<>();
  private final long[] queueNanos;
  private long completionNanos;
  private int ended;
  private int preemptions;

  PhillyResults(int jobs) {
    queueNanos = new long[jobs];
  }

  void submitted(Job job, long lengthNanos) {
    runNanos.put(job.id(), lengthNanos);
  }

  void preempted() {
    preemptions++;
  }

  void ended(Job job, long nowNanos) {
    long completion = nowNanos - job.submittedAtNanos();
    completionNanos += completion / 1_000_000_000L;
    queueNanos[ended++] = completion - runNanos.getOrDefault(job.id(), 0L);
  }

  long meanCompletion() {
    return Math.round((double) completionNanos / ended);
  }

  long meanQueue() {
    return Math.round(
        Arrays.stream(queueNanos).mapToDouble(nanos -> nanos / 1e9).average().orElse(0));
  }

  long quantileQueue(double quantile) {
    long[] sorted = queueNanos.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(ended - 1, (int) (quantile * ended))] / 1_000_000_000L;
  }

  int preemptions() {
    return preemptions;
  }

  int jobs() {
    return ended;
  }
}
