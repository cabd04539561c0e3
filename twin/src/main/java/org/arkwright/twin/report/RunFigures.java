package org.arkwright.twin.report;

import java.math.BigDecimal;
import java.util.SortedMap;

/**
 * What came of one run.
 *
 * @param name of the scenario
 * @param jobs that were submitted
 * @param succeeded of them
 * @param failed of them, or cancelled
 * @param waitingAtEnd jobs that could never start
 * @param waited of the succeeded: all between submission and end that is not the job's own length
 * @param completed of the succeeded: from submission to end
 * @param utilisation device time of work that was not lost, over all device time
 * @param allocation device time that jobs held, over all device time
 * @param stranded device time that was idle while a waiting gang asked for no more than was idle,
 *     over all device time
 * @param pauses stops for the sake of energy: for a cheaper or cleaner hour, or for want of power
 * @param lostDeviceHours held by attempts that were stopped, beyond what they saved
 * @param moneyBySite what of the money each site cost; empty where there is only one
 * @param makespanNanos from the first submission to the last end
 * @param allocated share of the devices that was held, in equal parts of the makespan
 * @param queued waiting jobs, likewise
 * @param digest of everything that was decided
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RunFigures(
    String name,
    long jobs,
    long succeeded,
    long failed,
    long waitingAtEnd,
    Quantiles waited,
    Quantiles completed,
    double utilisation,
    double allocation,
    double stranded,
    long preemptions,
    long pauses,
    double lostDeviceHours,
    BigDecimal kilowattHours,
    BigDecimal kilogramsCo2,
    BigDecimal money,
    SortedMap<String, BigDecimal> moneyBySite,
    String currency,
    long makespanNanos,
    double[] allocated,
    double[] queued,
    long events,
    String digest) {}
