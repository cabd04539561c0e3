package org.arkwright.scheduler.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.quota.Headroom;
import org.arkwright.scheduler.view.ClusterView;
import org.arkwright.scheduler.view.Dimension;

/** The reason why quota keeps a gang waiting, if it does. */
record QuotaReason(ClusterView view, Job gang, long nowNanos) {
  /** The reason, if the gang requests more than the project could use with nothing else running. */
  Optional<PendingReason> exceeds() {
    Headroom empty = headroom(Map.of(), true);
    if (empty.allows(gang.spec().amount())) {
      return Optional.empty();
    }
    String text = "Wants %s; %s".formatted(requested(empty), limits(empty, "at most"));
    return Optional.of(new PendingReason(Code.EXCEEDS_MAX_QUOTA, text, List.of(), raise(empty)));
  }

  /** The reason, if the gang requests more than is left for now. */
  Optional<PendingReason> waits() {
    Headroom headroom = Headroom.of(view, gang.spec().project());
    if (headroom.allows(gang.spec().amount())) {
      return Optional.empty();
    }
    List<Job> blockers = blockers();
    String text =
        "Wants %s; %s%s"
            .formatted(
                requested(headroom),
                limits(headroom, "now only"),
                blockers.isEmpty()
                    ? ""
                    : ", until %s end".formatted(ReasonText.jobs(view, Blockers.named(blockers))));
    return Optional.of(
        new PendingReason(
            Code.WAITING_FOR_QUOTA, text + ".", Blockers.named(blockers), raise(headroom)));
  }

  private List<Job> blockers() {
    Map<ProjectName, Resources> ended = new TreeMap<>();
    List<Job> rivals = view.running().stream().filter(this::sharesQuota).toList();
    return Blockers.needed(
        rivals,
        nowNanos,
        () -> headroom(ended, false).allows(gang.spec().amount()),
        job -> ended.merge(job.spec().project(), job.spec().amount(), Resources::plus),
        job -> ended.merge(job.spec().project(), job.spec().amount(), Resources::minus));
  }

  private boolean sharesQuota(Job job) {
    Optional<String> cohort = view.quota(gang.spec().project()).cohort();
    return job.spec().project().equals(gang.spec().project())
        || (cohort.isPresent() && cohort.equals(view.quota(job.spec().project()).cohort()));
  }

  private Headroom headroom(Map<ProjectName, Resources> ended, boolean unused) {
    return Headroom.of(
        view,
        gang.spec().project(),
        project ->
            unused
                ? Resources.ZERO
                : view.usage(project).minus(ended.getOrDefault(project, Resources.ZERO)));
  }

  private List<Dimension> lacking(Headroom headroom) {
    List<Dimension> lacking = new ArrayList<>();
    for (Dimension dimension : Dimension.values()) {
      long requested = dimension.of(gang.spec().amount());
      if (requested > 0 && requested > headroom.available(dimension)) {
        lacking.add(dimension);
      }
    }
    return lacking;
  }

  private String requested(Headroom headroom) {
    return String.join(
        " and ",
        lacking(headroom).stream()
            .map(dimension -> dimension.text(dimension.of(gang.spec().amount())))
            .toList());
  }

  private String limits(Headroom headroom, String qualifier) {
    List<String> left =
        lacking(headroom).stream()
            .map(dimension -> dimension.text(headroom.available(dimension)))
            .toList();
    return "project %s may use %s %s".formatted(project(), qualifier, String.join(" and ", left))
        + (qualifier.equals("now only") ? " more" : "");
  }

  private String raise(Headroom headroom) {
    Quota quota = headroom.quota();
    List<String> changes = new ArrayList<>();
    for (Dimension dimension : lacking(headroom)) {
      long nominal = dimension.of(quota.nominal());
      long more = dimension.of(gang.spec().amount()) - headroom.available(dimension);
      changes.add(
          "%s from %s to %s"
              .formatted(
                  dimension.word(), dimension.amount(nominal), dimension.amount(nominal + more)));
    }
    return "raise project %s's nominal %s".formatted(project(), String.join(" and ", changes));
  }

  private ProjectName project() {
    return gang.spec().project();
  }
}
