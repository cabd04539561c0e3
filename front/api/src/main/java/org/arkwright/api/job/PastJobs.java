package org.arkwright.api.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.control.Past;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.projection.JobHistory;
import org.arkwright.projection.JobPage;
import org.arkwright.projection.JobQuery;
import org.arkwright.projection.JobRecord;

/**
 * Jobs that had ended at a position of the past. The history knows jobs as they are now; one that
 * had been submitted by then, and did not live any more, had ended as it has now.
 */
record PastJobs(Past.At then) {
  /** An id may be this much ahead of the time of its submission: clocks were set back meanwhile. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private static final int PAGE = 100;

  /**
   * As {@link JobHistory#listEnded}. Blocks.
   *
   * @param alive the jobs that lived then
   */
  JobPage ended(JobHistory history, JobQuery query, Optional<JobId> after, Set<JobId> alive) {
    List<JobRecord> ended = new ArrayList<>();
    JobQuery next = before(query, earlier(query.before()));
    while (true) {
      JobPage page = history.listEnded(next, after);
      page.jobs().stream()
          .filter(each -> then.includes(each.job()) && !alive.contains(each.job().id()))
          .forEach(ended::add);
      if (ended.size() >= query.limit() || !page.more()) {
        boolean more = page.more() || ended.size() > query.limit();
        return new JobPage(ended.subList(0, Math.min(ended.size(), query.limit())), more);
      }
      next = before(query, page.jobs().getLast().job().id());
    }
  }

  /** Returns the ended job of that id, or the latest of that name. Blocks. */
  Optional<JobRecord> finished(
      JobHistory history, Optional<JobId> id, String name, ProjectName project) {
    Optional<JobRecord> byId =
        id.flatMap(history::find).filter(found -> then.includes(found.job()));
    if (byId.isPresent() || !Names.isValid(name)) {
      return byId;
    }
    JobQuery named =
        new JobQuery(
            Optional.empty(),
            Optional.of(project.value()),
            Optional.of(name),
            new TreeMap<>(),
            Optional.empty(),
            PAGE);
    return ended(history, named, Optional.empty(), Set.of()).jobs().stream().findFirst();
  }

  private JobId earlier(Optional<JobId> before) {
    JobId last =
        JobId.of(Instant.ofEpochSecond(0, then.entryNanos()).plus(AHEAD).toEpochMilli(), 0);
    return before.filter(id -> id.compareTo(last) < 0).orElse(last);
  }

  private static JobQuery before(JobQuery query, JobId before) {
    return new JobQuery(
        query.state(),
        query.project(),
        query.name(),
        query.labels(),
        Optional.of(before),
        query.limit());
  }
}
