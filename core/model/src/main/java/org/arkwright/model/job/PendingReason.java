package org.arkwright.model.job;

import java.util.List;
import org.arkwright.model.id.JobId;

/**
 * The reason why a gang is pending.
 *
 * @param text one sentence with the deciding numbers
 * @param blockers the jobs in the way, nearest first; may be empty
 * @param smallestChange the smallest change that would let it start, as one sentence
 */
public record PendingReason(Code code, String text, List<JobId> blockers, String smallestChange) {
  public PendingReason {
    blockers = List.copyOf(blockers);
  }

  /** The reason as a code, for filters and dashboards. */
  public enum Code {
    /** Not evaluated yet. */
    PENDING_EVALUATION("PendingEvaluation"),
    /** A step of a pipeline that waits for another step. */
    DEPENDENCY("WaitingForStep"),
    /** Waits for the end of its restart backoff. */
    BACKING_OFF("BackingOff"),
    /** The project's quota, including what it may borrow, is used up for now. */
    WAITING_FOR_QUOTA("WaitingForQuota"),
    /** More than the project can ever use. */
    EXCEEDS_MAX_QUOTA("ExceedsMaxQuota"),
    /** No node can do what it needs, or those that it names are not there. */
    NO_MATCHING_NODE("NoMatchingNode"),
    /** Only nodes that take no new work could hold it. */
    NODES_CORDONED("NodesCordoned"),
    /** No node has such devices. */
    NO_MATCHING_DEVICE("NoMatchingDevice"),
    /** A rank requests more than any single node has, even when empty. */
    LARGER_THAN_ANY_NODE("LargerThanAnyNode"),
    /** The site could hold the gang, but not in the requested topology. */
    TOPOLOGY_UNAVAILABLE("TopologyUnavailable"),
    /** Enough is free in total, but in pieces that no rank can use. */
    FRAGMENTED("Fragmented"),
    /** Too little is free. */
    WAITING_FOR_RESOURCES("WaitingForResources"),
    /** The capacity is reserved for a gang that goes first. */
    PRIORITY("Priority"),
    /** Capacity is being freed for it; the victims are stopping. */
    PREEMPTION_PENDING("PreemptionPending"),
    /** The site's power limit leaves too little. */
    POWER_CAP("PowerCap"),
    /** It waits for cheaper energy, as its spec allows. */
    WAITING_FOR_PRICE("WaitingForPrice"),
    /** It waits for cleaner energy, as its spec allows. */
    WAITING_FOR_CARBON("WaitingForCarbon"),
    /** It is in the queue of a site that places by itself. */
    WAITING_AT_SITE("WaitingAtSite"),
    /** The site that it would go to did not take it, and is asked again later. */
    SITE_BUSY("SiteBusy"),
    /** No node has reported yet. */
    NO_NODES("NoNodes");

    private final String word;

    Code(String word) {
      this.word = word;
    }

    /** The code in API, CLI and console. */
    public String word() {
      return word;
    }
  }
}
