package org.arkwright.kernel.state;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Flexibility;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;

/**
 * The jobs that have a live attempt: all, those that a plan may stop, and those in the queue of
 * their site; each by id.
 */
final class RunningJobs {
  private final NavigableMap<JobId, Job> all = new TreeMap<>();
  private final NavigableMap<JobId, Job> stopping = new TreeMap<>();
  private final NavigableMap<JobId, Job> preemptible = new TreeMap<>();
  private final NavigableMap<JobId, Job> interruptible = new TreeMap<>();

  private final NavigableMap<JobId, Job> waitingAtSite = new TreeMap<>();

  Collection<Job> all() {
    return Collections.unmodifiableCollection(all.values());
  }

  Collection<Job> stopping() {
    return Collections.unmodifiableCollection(stopping.values());
  }

  Collection<Job> preemptible() {
    return Collections.unmodifiableCollection(preemptible.values());
  }

  Collection<Job> interruptible() {
    return Collections.unmodifiableCollection(interruptible.values());
  }

  Collection<Job> waitingAtSite() {
    return Collections.unmodifiableCollection(waitingAtSite.values());
  }

  /** Adds a job that has a live attempt, or replaces it by its next state. */
  void put(Job job) {
    all.put(job.id(), job);
    if (job.spec().scheduling().preemptible()) {
      preemptible.put(job.id(), job);
    }
    if (job.spec().scheduling().flexibility().filter(Flexibility::interruptible).isPresent()) {
      interruptible.put(job.id(), job);
    }
    if (job.state().waitingAtSite().isPresent()) {
      waitingAtSite.put(job.id(), job);
    } else {
      waitingAtSite.remove(job.id());
    }
    if (job.state() instanceof JobState.Stopping) {
      stopping.put(job.id(), job);
    } else {
      stopping.remove(job.id());
    }
  }

  void remove(JobId job) {
    all.remove(job);
    stopping.remove(job);
    preemptible.remove(job);
    interruptible.remove(job);
    waitingAtSite.remove(job);
  }

  /** Whether both have the same attempt, which has been placed in neither or in both. */
  static boolean holdTheSame(Job before, Job after) {
    Optional<Attempt> held = before.state().liveAttempt();
    Optional<Attempt> holds = after.state().liveAttempt();
    return held.isPresent()
        && held.map(Attempt::id).equals(holds.map(Attempt::id))
        && held.map(Attempt::waitsAtSite).equals(holds.map(Attempt::waitsAtSite));
  }
}
