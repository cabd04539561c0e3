package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.PendingReason;
import org.arkwright.projection.JobRecord;
import org.arkwright.spec.SpecWriter;

/** The JSON form of a deployment with its replicas. */
public final class DeploymentView {
  /** The number of failures from which a replica that is not ready counts as crash-looping. */
  private static final int CRASH_LOOP_FAILURES = 3;

  private DeploymentView() {}

  /**
   * A replica of the deployment.
   *
   * @param ready whether it receives requests
   * @param reason why it is queued; empty when it is not
   * @param probe what its last probe found wrong; empty when nothing, or when it is not probed
   * @param log its last log lines when it is failing; empty otherwise
   * @param hint what its last log lines say is missing
   */
  public record Replica(
      Job job,
      boolean ready,
      Optional<ReasonView> reason,
      Optional<String> probe,
      List<String> log,
      FailureHint hint) {
    public Replica {
      log = List.copyOf(log);
    }

    /** Whether it ended, and waits for the time of its next start rather than for capacity. */
    boolean isBackingOff() {
      return reason
          .map(waits -> waits.explanation().reason().code())
          .filter(PendingReason.Code.BACKING_OFF::equals)
          .isPresent();
    }

    /** Whether it fails repeatedly. */
    public boolean isCrashLooping() {
      return !ready && job.failures() >= CRASH_LOOP_FAILURES;
    }
  }

  /** Returns the deployment with its replicas of every generation. */
  public static ObjectNode of(Deployment deployment, List<Replica> replicas, PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", deployment.name().name());
    json.put("project", deployment.name().project().value());
    json.put("state", state(deployment, replicas));
    json.put("generation", deployment.generation());
    json.put("wanted", deployment.wanted());
    json.put("ready", replicas.stream().filter(Replica::ready).count());
    json.put("createdBy", names.author(deployment.by()));
    json.put("createdAt", Timestamps.text(deployment.createdAtNanos()));
    ArrayNode list = json.putArray("replicas");
    replicas.forEach(replica -> list.add(replica(replica, names)));
    json.set("spec", SpecWriter.deployment(deployment.spec()));
    return json;
  }

  private static String state(Deployment deployment, List<Replica> replicas) {
    List<Replica> current =
        replicas.stream()
            .filter(replica -> ReplicaJobs.generation(replica.job) == deployment.generation())
            .filter(replica -> !ReplicaJobs.isLeaving(replica.job))
            .toList();
    long ready = current.stream().filter(Replica::ready).count();
    if (current.stream().anyMatch(Replica::isCrashLooping)) {
      return "CrashLoop";
    }
    if (deployment.wanted() == 0) {
      return deployment.spec().replicas().max() == 0 ? "Stopped" : "Sleeping";
    }
    if (replicas.stream()
        .anyMatch(replica -> ReplicaJobs.generation(replica.job) != deployment.generation())) {
      return "Updating";
    }
    if (ready >= deployment.wanted()) {
      return "Ready";
    }
    if (current.stream().anyMatch(Replica::isBackingOff)) {
      return "BackingOff";
    }
    return current.stream().anyMatch(replica -> replica.reason.isPresent())
        ? "Waiting"
        : "Starting";
  }

  private static ObjectNode replica(Replica replica, PrincipalNames names) {
    Job job = replica.job;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("job", job.id().toString());
    json.put("name", job.spec().name());
    json.put("generation", ReplicaJobs.generation(job));
    json.put("state", job.state().word());
    json.put("ready", replica.ready);
    json.put("attempts", job.attempts());
    json.put("failures", job.failures());
    ArrayNode nodes = json.putArray("nodes");
    job.state()
        .liveAttempt()
        .ifPresent(live -> live.nodes().forEach(node -> nodes.add(node.name())));
    replica.reason.ifPresent(reason -> json.set("reason", reason.json()));
    if (!(job.state() instanceof JobState.Running)) {
      JobRecord.of(job)
          .cause()
          .ifPresent(cause -> {
            ObjectNode view = CauseView.of(cause, names);
            if (FailureHint.mayTell(cause)) {
              replica.hint.addTo(view);
            }
            json.set("cause", view);
          });
    }
    replica.probe.ifPresent(probe -> json.put("probe", probe));
    if (!replica.log.isEmpty()) {
      replica.log.forEach(json.putArray("log")::add);
    }
    return json;
  }
}
