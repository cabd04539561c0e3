package org.arkwright.cli.follow;

import java.io.IOException;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.ServerEvents;
import org.arkwright.cli.api.UnreachableException;

/**
 * Rings whenever the server tells of an event of the job. What changed is then asked for: the bell
 * may be late or silent without harm. Runs until its thread is interrupted.
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
        // Something may have happened before the stream was open.
        bell.run();
        while (events.next() != null) {
          bell.run();
        }
      } catch (IOException | ProblemException | UnreachableException _) {
        // The follower asks by itself too, and tells when the server is away.
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
    }
  }
}
