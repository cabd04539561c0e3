package org.arkwright.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.arkwright.control.ControlPlane;
import org.arkwright.model.Command;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Request;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Job;

/** Ends every job before the server stops. */
final class JobStopper {
  private static final long POLL_MILLIS = 20;
  private static final Optional<String> SHUTDOWN = Optional.of("shutdown");

  private JobStopper() {}

  /** Cancels all jobs and waits until none is left; returns false on timeout. */
  static boolean cancelAll(ControlPlane control, CommandOrigin origin, long timeoutMillis)
      throws InterruptedException {
    List<CompletableFuture<?>> cancelled = new ArrayList<>();
    for (JobId job : jobs(control)) {
      cancelled.add(control.submit(Request.of(new Command.CancelJob(job, SHUTDOWN), origin)));
    }
    cancelled.forEach(CompletableFuture::join);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (!jobs(control).isEmpty()) {
      if (System.nanoTime() - until > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  private static List<JobId> jobs(ControlPlane control) {
    return control.reader().read(state -> state.jobs().stream().map(Job::id).toList()).join();
  }
}
