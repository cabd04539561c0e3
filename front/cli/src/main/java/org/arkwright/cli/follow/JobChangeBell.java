package org.arkwright.cli.follow;

import java.io.IOException;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.ServerEvents;
import org.arkwright.cli.api.UnreachableException;

/**
 * Calls back at every event that the server sends about a job. The callback only prompts a fresh
 * look at the job, so late or missing calls do no harm. Runs until its thread is interrupted.
 */
final class JobChangeBell implements Runnable {
  private static final long PAUSE_MILLIS = 500;

  private final ApiClient api;
  private final String job;
  private final Runnable bell;

  JobChangeBell(ApiClient api, String job, Runnable bell) {
    this.api = api;
    this.job = job;
    this.bell = bell;
  }

  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try (ServerEvents events =
          new ServerEvents(api.open(ApiPaths.job(job, "events"), "text/event-stream"))) {
        // The job may have changed before the stream was open.
        bell.run();
        while (events.next() != null) {
          bell.run();
        }
      } catch (IOException | ProblemException | UnreachableException _) {
        // The follower also polls, and reports an unreachable server.
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
    }
  }
}
