package org.arkwright.scheduler.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.RankResources;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.Dimension;

/** The text form of amounts, jobs and durations in explanations. */
final class ReasonText {
  private ReasonText() {}

  /** The resources of a rank, such as {@code 2 cpus, 8 GiB memory, 1 h100}. */
  static String rank(RankResources rank) {
    List<String> parts = new ArrayList<>();
    if (rank.cpuMillis() > 0) {
      parts.add(Dimension.CPUS.text(rank.cpuMillis()));
    }
    if (rank.memory().value() > 0) {
      parts.add(Dimension.MEMORY.text(rank.memory().value()));
    }
    rank.devices().ifPresent(request -> parts.add(devices(request)));
    return parts.isEmpty() ? "nothing" : String.join(", ", parts);
  }

  /** The ranks of a gang, such as {@code 4 ranks x (2 cpus, 1 h100)}. */
  static String gang(Job gang) {
    return "%s x (%s)"
        .formatted(ranks(gang.spec().gang().ranks()), rank(gang.spec().gang().resources()));
  }

  static String ranks(long count) {
    return count == 1 ? "1 rank" : count + " ranks";
  }

  /** The devices of a request, such as {@code 0.5 devices with 24 GiB or more}. */
  static String devices(DeviceRequest request) {
    return Dimension.DEVICES.amount(request.thousandths())
        + " "
        + kind(request)
        + (request.minimumMemory().value() > 0
            ? " with " + request.minimumMemory() + " or more"
            : "");
  }

  static String kind(DeviceRequest request) {
    return request.kind().map(kind -> kind.toLowerCase(Locale.ROOT)).orElse("devices");
  }

  /** The jobs' names, with projects, in the order given. */
  static String jobs(ClusterView view, List<JobId> ids) {
    return ids.stream()
        .map(id -> view.job(id).map(ReasonText::job).orElse(id.toString()))
        .collect(Collectors.joining(", "));
  }

  /** The node's name; with its site where that is not home. */
  static String node(NodeId id) {
    return id.site().equals(NodeId.HOME) ? id.name() : id.toString();
  }

  static String job(Job job) {
    return "%s (%s)".formatted(job.spec().name(), job.id());
  }

  /** What ends a job for good: a replica that is cancelled is replaced at once. */
  static String toEnd(Job job) {
    return ReplicaOf.of(job.spec())
        .map(replica ->
            "scale deployment %s down or undeploy it; its replica %s"
                .formatted(replica.deployment().name(), job(job)))
        .orElseGet(() -> "cancel job " + job(job));
  }

  /** The total holdings of a job. */
  static String holds(Job job) {
    String each = rank(job.spec().gang().resources());
    return job.spec().gang().ranks() == 1
        ? each
        : "%d x (%s)".formatted(job.spec().gang().ranks(), each);
  }

  /** A duration in two units, such as {@code 2 h 5 min}; at least a second. */
  static String duration(long nanos) {
    Duration left = Duration.ofSeconds(Math.max(1, (nanos + 999_999_999L) / 1_000_000_000L));
    if (left.toHours() > 0) {
      return "%d h %d min".formatted(left.toHours(), left.toMinutesPart());
    }
    return left.toMinutes() > 0
        ? "%d min %d s".formatted(left.toMinutes(), left.toSecondsPart())
        : "%d s".formatted(left.toSeconds());
  }
}
