package org.arkwright.twin.report;

import java.math.BigDecimal;
import java.util.SortedMap;

/**
 * What came of one run.
 *
 * @param name of the scenario
 * @param digest of everything that was decided
 */
public record RunFigures(
    String name,
    Jobs jobs,
    Times times,
    Devices devices,
    Stops stops,
    Cost cost,
    Curves curves,
    long events,
    String digest) {

  /**
   * How many jobs there were, and what became of them.
   *
   * @param failed or cancelled
   * @param waitingAtEnd jobs that could never start
   */
  public record Jobs(long submitted, long succeeded, long failed, long waitingAtEnd) {}

  /**
   * How long things took.
   *
   * @param waited of the succeeded: all between submission and end that is not the job's own length
   * @param completed of the succeeded: from submission to end
   * @param makespanNanos from the first submission to the last end
   */
  public record Times(Quantiles waited, Quantiles completed, long makespanNanos) {}

  /**
   * What became of the devices' time, in parts of all of it.
   *
   * @param utilisation device time of work that was not lost
   * @param allocation device time that jobs held
   * @param stranded device time that was idle while a waiting gang asked for no more than was idle
   * @param lostHours held by attempts that were stopped, beyond what they saved; in hours
   */
  public record Devices(double utilisation, double allocation, double stranded, double lostHours) {}

  /**
   * How often running jobs were stopped.
   *
   * @param pauses for the sake of energy: for a cheaper or cleaner hour, or for want of power
   */
  public record Stops(long preemptions, long pauses) {}

  /**
   * What it cost.
   *
   * @param moneyBySite what of the money each site cost; empty where there is only one
   */
  public record Cost(
      BigDecimal kilowattHours,
      BigDecimal kilogramsCo2,
      BigDecimal money,
      SortedMap<String, BigDecimal> moneyBySite,
      String currency) {}

  /**
   * What changed over time, in equal parts of the makespan.
   *
   * @param allocated share of the devices that was held
   * @param queued waiting jobs
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Curves(double[] allocated, double[] queued) {}
}
