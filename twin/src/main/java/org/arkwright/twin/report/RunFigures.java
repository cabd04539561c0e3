package org.arkwright.twin.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.SortedMap;

/**
 * The figures of one run.
 *
 * @param name of the scenario
 * @param groups by project, user and size, each with most device hours first
 * @param digest of all decisions
 */
public record RunFigures(
    String name,
    Jobs jobs,
    Times times,
    Devices devices,
    Stops stops,
    Cost cost,
    SortedMap<Grouping, List<GroupFigures>> groups,
    Curves curves,
    long events,
    String digest) {

  /**
   * The numbers of jobs by outcome.
   *
   * @param failed or cancelled
   * @param waitingAtEnd jobs that never started
   */
  public record Jobs(long submitted, long succeeded, long failed, long waitingAtEnd) {}

  /**
   * The distributions of times.
   *
   * @param waited of succeeded jobs: time from submission to end minus the job's own run time
   * @param completed of succeeded jobs: time from submission to end
   * @param makespanNanos from the first submission to the last end
   */
  public record Times(Quantiles waited, Quantiles completed, long makespanNanos) {}

  /**
   * The use of device time, as shares of the total; of cores where that is measured.
   *
   * @param utilisation device time of work that jobs kept: neither lost, nor spent on a restart or
   *     the start of a rented node
   * @param allocation device time that jobs held
   * @param stranded idle device time while a queued gang that asks for devices, and does not wait
   *     for cheaper or cleaner energy, requested no more than was idle
   * @param lostHours device hours of stopped attempts that were not saved
   * @param restartHours device hours that attempts after a stop needed before they worked
   */
  public record Devices(
      double utilisation,
      double allocation,
      double stranded,
      double lostHours,
      double restartHours) {}

  /**
   * The numbers of stops of running jobs.
   *
   * @param pauses for energy: for a cheaper or cleaner hour, or for lack of power
   */
  public record Stops(long preemptions, long pauses) {}

  /**
   * The costs of the run.
   *
   * @param moneyBySite the part of the money charged by each site; empty where there is only one
   */
  public record Cost(
      BigDecimal kilowattHours,
      BigDecimal kilogramsCo2,
      BigDecimal money,
      SortedMap<String, BigDecimal> moneyBySite,
      String currency) {}

  /**
   * Values over time, in equal parts of the makespan.
   *
   * @param allocated share of the devices held
   * @param queued number of queued jobs
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Curves(double[] allocated, double[] queued) {}
}
