package org.arkwright.cli.follow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;

/** The output of the replicas of a deployment, each line with its replica's name. */
public final class DeploymentLogs {
  private static final long POLL_MILLIS = 2000;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final ApiClient api;
  private final FollowOutput output;
  private final String name;
  private final LogSelection selection;

  /**
   * @param name the deployment's name or PROJECT/NAME; it need not exist
   */
  public DeploymentLogs(ApiClient api, FollowOutput output, String name, LogSelection selection) {
    this.api = api;
    this.output = output;
    this.name = name;
    this.selection = selection;
  }

  /** Whether there is a deployment of that name. */
  public boolean exists() throws IOException {
    return !view().isMissingNode();
  }

  /** The names of its replicas' jobs. */
  public List<String> jobs() throws IOException {
    List<String> names = new ArrayList<>();
    view().path("replicas").forEach(replica -> names.add(replica.path("name").asText()));
    return names;
  }

  /** Prints the output so far, one replica after another. */
  public void printSoFar() throws IOException {
    JsonNode replicas = view().path("replicas");
    for (JsonNode replica : replicas) {
      String job = replica.path("job").asText();
      follower(replica, replicas.size() > 1, Duration.ZERO)
          .printSoFar(new JobAnswer(api.get(ApiPaths.job(job))));
    }
    if (replicas.isEmpty()) {
      output.note(
          "'%s' has no replica now; its earlier ones are among `jobs --all`".formatted(name));
    }
  }

  /**
   * Prints the output of all replicas as it is written, also of those that start later, until the
   * deployment is removed.
   *
   * @param retryTimeout how long to retry an unreachable server
   */
  public void follow(Duration retryTimeout) throws IOException {
    Set<String> followed = new HashSet<>();
    List<Thread> threads = new ArrayList<>();
    Reconnection reconnection = new Reconnection(retryTimeout, output::note);
    try {
      for (JsonNode view = view();
          !view.isMissingNode() && !output.isClosed();
          view = reconnection.retry(this::view)) {
        for (JsonNode replica : view.path("replicas")) {
          if (followed.add(replica.path("job").asText())) {
            JobFollower follower = follower(replica, true, retryTimeout);
            threads.add(Thread.ofVirtual().start(() -> run(follower)));
          }
        }
        Thread.sleep(POLL_MILLIS);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while following");
    } finally {
      threads.forEach(Thread::interrupt);
    }
  }

  private JobFollower follower(JsonNode replica, boolean labelled, Duration retryTimeout) {
    return new JobFollower(
        api,
        output,
        replica.path("job").asText(),
        labelled ? selection.labelled(replica.path("name").asText()) : selection,
        false,
        retryTimeout);
  }

  private void run(JobFollower follower) {
    try {
      var _ = follower.follow();
    } catch (IOException | ProblemException | UnreachableException e) {
      output.note("a replica's output is no longer followed: " + e.getMessage());
    }
  }

  private JsonNode view() throws IOException {
    try {
      return api.get(ApiPaths.deployment(name));
    } catch (ProblemException unknown) {
      // A name that no deployment can have is no deployment either.
      if (unknown.problem().status() == NOT_FOUND || unknown.problem().status() == BAD_REQUEST) {
        return MissingNode.getInstance();
      }
      throw unknown;
    }
  }
}
