package org.arkwright.model.job;

import java.util.List;
import org.arkwright.model.id.JobId;

/**
 * Why a gang waits.
 *
 * @param text one sentence with the numbers that decide
 * @param blockers the jobs that stand in the way, nearest first; may be empty
 * @param smallestChange the least that would let it start, as one sentence
 */
public record PendingReason(Code code, String text, List<JobId> blockers, String smallestChange) {
  public PendingReason {
    blockers = List.copyOf(blockers);
  }

  /** The reason as a word, for filters and dashboards. */
  public enum Code {
    /** Not looked at yet. */
    PENDING_EVALUATION("PendingEvaluation"),
    /** Waits for the end of its restart backoff. */
    BACKING_OFF("BackingOff"),
    /** The project, with what it may borrow, is full for now. */
    WAITING_FOR_QUOTA("WaitingForQuota"),
    /** More than the project can ever use. */
    EXCEEDS_MAX_QUOTA("ExceedsMaxQuota"),
    /** No node has such devices. */
    NO_MATCHING_DEVICE("NoMatchingDevice"),
    /** A rank wants more than any one node has, even when empty. */
    LARGER_THAN_ANY_NODE("LargerThanAnyNode"),
    /** The site could hold the gang, but not in the wished topology. */
    TOPOLOGY_UNAVAILABLE("TopologyUnavailable"),
    /** Enough is free in all, but in pieces that no rank can use. */
    FRAGMENTED("Fragmented"),
    /** Too little is free. */
    WAITING_FOR_RESOURCES("WaitingForResources"),
    /** The room is kept for a gang that goes first. */
    PRIORITY("Priority"),
    /** Room is being made for it; the victims are stopping. */
    PREEMPTION_PENDING("PreemptionPending"),
    /** The site may not draw what it would need. */
    POWER_CAP("PowerCap"),
    /** It waits for cheaper energy, as its spec allows. */
    WAITING_FOR_PRICE("WaitingForPrice"),
    /** It waits for cleaner energy, as its spec allows. */
    WAITING_FOR_CARBON("WaitingForCarbon"),
    /** No node has reported yet. */
    NO_NODES("NoNodes");

    private final String word;

    Code(String word) {
      this.word = word;
    }

    /** The word in API, CLI and console. */
    public String word() {
      return word;
    }
  }
}
