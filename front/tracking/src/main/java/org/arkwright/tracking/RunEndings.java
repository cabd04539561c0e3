package org.arkwright.tracking;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.StateReader;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.projection.JobHistory;
import org.arkwright.projection.JobRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the runs of attempts that ended without reporting it, such as those of killed ranks. It
 * follows the events from the journal's current end; jobs that ended earlier are looked up in the
 * history.
 */
public final class RunEndings {
  private static final Logger log = LoggerFactory.getLogger(RunEndings.class);

  private final TrackingService tracking;

  private RunEndings(TrackingService tracking) {
    this.tracking = tracking;
  }

  /** Follows the events until the writer closes. Blocks until missed jobs have been looked up. */
  public static void follow(
      StateReader reader, long number, JobHistory history, TrackingService tracking) {
    RunEndings endings = new RunEndings(tracking);
    var _ = reader.subscribe(number, endings::onEvents);
    Set<JobId> missed = new TreeSet<>(tracking.logging());
    missed.removeAll(reader.read(state -> state.jobs().stream().map(Job::id).toList()).join());
    if (!missed.isEmpty()) {
      history.reached(number).join();
      missed.forEach(job -> endings.end(job, history.find(job).map(RunEndings::status)));
    }
  }

  private void onEvents(List<NumberedEvent> events) {
    for (NumberedEvent numbered : events) {
      switch (numbered.event()) {
        case Event.JobSucceeded(JobId job, _) -> end(job, Optional.of("FINISHED"));
        case Event.JobFailed failed -> end(failed.job(), Optional.of("FAILED"));
        case Event.JobCancelled cancelled -> end(cancelled.job(), Optional.of("KILLED"));
        case Event.JobRequeued requeued ->
            end(requeued.job(), Optional.of(requeued.cause().byScheduler() ? "KILLED" : "FAILED"));
        case Event _ -> {
          // No attempt has ended.
        }
      }
    }
  }

  private void end(JobId job, Optional<String> status) {
    if (tracking.logging().contains(job)) {
      var _ =
          tracking
              .jobEnded(job, status.orElse("KILLED"))
              .exceptionally(problem -> {
                log.warn("The runs of {} are not ended yet: {}", job, problem.getMessage());
                return 0;
              });
    }
  }

  private static String status(JobRecord jobRecord) {
    return jobRecord.job().state() instanceof JobState.Succeeded ? "FINISHED" : "FAILED";
  }
}
