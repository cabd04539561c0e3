package org.arkwright.kernel.state;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.kernel.index.RequestedRanks;
import org.arkwright.kernel.index.SpecTexts;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;

/** The live jobs by id and by name, and the sums over all that they ask for. */
final class JobTable {
  private final NavigableMap<JobId, Job> jobs = new TreeMap<>();
  private final Map<JobName, JobId> names = new LinkedHashMap<>();
  private final RequestedRanks requested = new RequestedRanks();
  private final SpecTexts texts = new SpecTexts();

  private record JobName(ProjectName project, String name) {
    static JobName of(Job job) {
      return new JobName(job.spec().project(), job.spec().name());
    }
  }

  Optional<Job> find(JobId id) {
    return Optional.ofNullable(jobs.get(id));
  }

  Optional<JobId> named(ProjectName project, String name) {
    return Optional.ofNullable(names.get(new JobName(project, name)));
  }

  /** All of them, by id. */
  Collection<Job> all() {
    return Collections.unmodifiableCollection(jobs.values());
  }

  /** All of them, newest first; of those submitted before the given one, if there is one. */
  Collection<Job> newest(Optional<JobId> before) {
    NavigableMap<JobId, Job> earlier =
        before.<NavigableMap<JobId, Job>>map(id -> jobs.headMap(id, false)).orElse(jobs);
    return Collections.unmodifiableCollection(earlier.descendingMap().values());
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
    return names.size();
  }

  /** Adds a job, replaces it by its next state, or removes it once that state is final. */
  void put(Job job) {
    boolean known = jobs.containsKey(job.id());
    if (job.state().isFinal()) {
      if (known) {
        requested.remove(job.spec());
        texts.remove(job.spec());
        jobs.remove(job.id());
      }
      names.remove(JobName.of(job));
    } else {
      if (!known) {
        requested.add(job.spec());
        texts.add(job.spec());
      }
      jobs.put(job.id(), job);
      names.put(JobName.of(job), job.id());
    }
  }
}
