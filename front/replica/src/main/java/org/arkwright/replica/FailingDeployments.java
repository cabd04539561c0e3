package org.arkwright.replica;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.route.Route.Unavailable;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.kernel.state.State;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.StopCause;

/**
 * The deployments whose replicas fail again and again: a request that waited for them would wait in
 * vain, so it is told why at once, and when the next try is.
 */
final class FailingDeployments {
  /** The number of failures from which a replica that is not ready counts as crash-looping. */
  private static final int FAILURES = 3;

  /** What a replica needs to become ready once it is started again, at the least. */
  private static final long START_SECONDS = 5;

  private FailingDeployments() {}

  /** Returns those that fail, with what clients are told; ones with ready replicas among them. */
  static SortedMap<DeploymentName, Unavailable> in(State state, long nowNanos) {
    SortedMap<DeploymentName, Unavailable> failing = new TreeMap<>();
    for (Deployment deployment : state.deployments().all()) {
      List<Job> current =
          ReplicaJobs.live(state, deployment.name()).stream()
              .filter(job -> ReplicaJobs.generation(job) == deployment.generation())
              .filter(job -> !ReplicaJobs.isLeaving(job))
              .toList();
      if (!current.isEmpty() && current.stream().allMatch(job -> job.failures() >= FAILURES)) {
        failing.put(deployment.name(), told(current.getFirst(), nowNanos));
      }
    }
    return failing;
  }

  private static Unavailable told(Job job, long nowNanos) {
    String last =
        job.state() instanceof JobState.Queued(_, _, var previous) && previous.isPresent()
            ? "; it last " + text(previous.get())
            : "";
    long wait =
        job.state() instanceof JobState.Queued(_, long notBefore, _)
            ? Math.max(0, TimeUnit.NANOSECONDS.toSeconds(notBefore - nowNanos))
            : 0;
    return new Unavailable(
        "The model does not start: its replica failed %d times%s. See `arkwright deployment %s`."
            .formatted(job.failures(), last, name(job)),
        wait + START_SECONDS);
  }

  private static String name(Job job) {
    return job.spec().project() + "/" + job.spec().name().replaceFirst("-g\\d+-\\d+$", "");
  }

  private static String text(StopCause cause) {
    return switch (cause) {
      case StopCause.RankFailed(_, RankExit exit) ->
          switch (exit) {
            case RankExit.Exited(int code) -> "exited with code " + code;
            case RankExit.Signalled(int signal) -> "was killed by signal " + signal;
            case RankExit.OutOfMemory(var limit) -> "used more than its memory limit of " + limit;
            case RankExit.Stopped _ -> "was stopped";
            case RankExit.NotStarted(String problem) -> "could not start: " + problem;
            case RankExit.OutputRefused(String problem) ->
                "ended well, but its outputs are refused: " + problem;
            case RankExit.Unstartable(String problem) ->
                "could not be started by its node: " + problem;
            case RankExit.NeverRan(String why) -> "had not begun: " + why;
            case RankExit.Lost(String why) -> "was lost: " + why;
          };
      case StopCause.TimedOut _ -> "ran longer than its timeout";
      case StopCause.NodeLost _ -> "lost its node";
      case StopCause.GivenUp(StopCause loss, _) -> text(loss);
      case StopCause.CancelRequested _,
          StopCause.Preempted _,
          StopCause.Paused _,
          StopCause.Drained _ ->
          "was stopped";
    };
  }
}
