package org.arkwright.twin.report;

/**
 * The figures of the jobs of one project, user or size.
 *
 * @param name of the project or user, or the number of devices or cores
 * @param waited as {@link RunFigures.Times#waited}, of its succeeded jobs
 * @param hours of devices or cores that its attempts held
 * @param lostHours the part of it that stops cost: work not saved, and restarts
 */
public record GroupFigures(
    String name, long jobs, long succeeded, Quantiles waited, double hours, double lostHours) {}
