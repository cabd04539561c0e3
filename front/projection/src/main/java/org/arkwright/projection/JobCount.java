package org.arkwright.projection;

/**
 * How many jobs of a project are in a state.
 *
 * @param state as lists of jobs name it
 * @param ended whether no job leaves that state any more
 */
public record JobCount(String project, String state, boolean ended, long jobs) {}
