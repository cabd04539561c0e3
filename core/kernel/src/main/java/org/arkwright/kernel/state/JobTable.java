package org.arkwright.kernel.state;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.arkwright.kernel.index.RequestedRanks;
import org.arkwright.kernel.index.SortedBlocks;
import org.arkwright.kernel.index.SpecTexts;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;

/** The live jobs by id and by name, and the sums over all that they ask for. */
final class JobTable {
  private final SortedBlocks<Job> byId = new SortedBlocks<>(Comparator.comparing(Job::id));
  private final SortedBlocks<Job> byName =
      new SortedBlocks<>((a, b) -> compare(a.spec().project(), a.spec().name(), b));
  private final RequestedRanks requested = new RequestedRanks();
  private final SpecTexts texts = new SpecTexts();

  Optional<Job> find(JobId id) {
    return byId.find(job -> id.compareTo(job.id()));
  }

  Optional<JobId> named(ProjectName project, String name) {
    return byName.find(job -> compare(project, name, job)).map(Job::id);
  }

  /** All of them, by id. */
  Collection<Job> all() {
    return byId.all();
  }

  /** All of them, newest first; of those submitted before the given one, if there is one. */
  Collection<Job> newest(Optional<JobId> before) {
    return before
        .map(id -> byId.reversedFrom(job -> id.compareTo(job.id())))
        .orElseGet(byId::reversed);
  }

  /** How many ranks ask for the same, by what they ask for. */
  Map<RankResources, Long> ranksByResources() {
    return requested.counts();
  }

  /** The characters in the scripts, commands, variables and labels of a project's jobs. */
  long textOf(ProjectName project) {
    return texts.of(project);
  }

  int namesTaken() {
    return byName.size();
  }

  /** Adds a job, replaces it by its next state, or removes it once that state is final. */
  void put(Job job) {
    if (job.state().isFinal()) {
      if (byId.remove(job)) {
        requested.remove(job.spec());
        texts.remove(job.spec());
      }
      byName.remove(job);
    } else {
      if (byId.put(job).isEmpty()) {
        requested.add(job.spec());
        texts.add(job.spec());
      }
      byName.put(job);
    }
  }

  /** Where a name stands to that of a job. */
  private static int compare(ProjectName project, String name, Job job) {
    int order = project.compareTo(job.spec().project());
    return order == 0 ? name.compareTo(job.spec().name()) : order;
  }
}
