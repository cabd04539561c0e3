package org.arkwright.api.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.arkwright.model.DeploymentEvent;
import org.arkwright.model.Event;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;

/**
 * The specs of the jobs that a reader of events meets, remembered for as long as it reads. For one
 * thread; a look at the history blocks.
 */
final class JobNames {
  private static final int REMEMBERED_MAX = 10_000;

  private final Function<JobId, Optional<JobSpec>> history;
  private final Map<JobId, JobSpec> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, JobSpec> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  JobNames(Function<JobId, Optional<JobSpec>> history) {
    this.history = history;
  }

  /** Learns from an event, before it is asked about its job. */
  void see(Event event) {
    if (event instanceof Event.JobSubmitted submitted) {
      known.put(submitted.job(), submitted.spec());
    }
  }

  Optional<String> name(JobId job) {
    return spec(job).map(JobSpec::name);
  }

  /** The deployment that an event is about, also as an event of one of its replicas. */
  Optional<DeploymentName> deployment(Event event) {
    return event instanceof DeploymentEvent of
        ? Optional.of(of.deployment())
        : event.subject().flatMap(this::spec).flatMap(ReplicaOf::of).map(ReplicaOf::deployment);
  }

  private Optional<JobSpec> spec(JobId job) {
    JobSpec spec = known.get(job);
    if (spec != null) {
      return Optional.of(spec);
    }
    Optional<JobSpec> found = history.apply(job);
    found.ifPresent(value -> known.put(job, value));
    return found;
  }
}
