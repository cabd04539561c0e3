package org.arkwright.projection;

import java.util.List;

/**
 * A part of a list of jobs.
 *
 * @param jobs newest submission first; bounded in number and in the size of their specs
 * @param more whether there may be further jobs after the last
 */
public record JobPage(List<JobRecord> jobs, boolean more) {
  public JobPage {
    jobs = List.copyOf(jobs);
  }
}
