package org.arkwright.model.id;

import java.util.Optional;

/**
 * The identity of a worker: the site that it works for, and its name, which is unique within the
 * site. A node's own worker, which stays there, is named after the node; one that is brought for an
 * attempt is named after both, so that a node may have several. Written {@code SITE/NAME}.
 */
public record WorkerId(String site, String name) implements Comparable<WorkerId> {
  public WorkerId {
    Names.require("site", site);
    Names.require("worker", name);
  }

  /** The worker that stays on a node, whatever runs there. */
  public static WorkerId ofNode(NodeId node) {
    return new WorkerId(node.site(), node.name());
  }

  /**
   * The worker that is brought for one attempt, and ends with it.
   *
   * @param part the position of its node among those of the attempt, from 0
   */
  public static WorkerId ofAttempt(String site, AttemptId attempt, int part) {
    return new WorkerId(site, attempt + "." + part);
  }

  /** The attempt that a worker of this name is brought for; empty where the name is of none. */
  public Optional<AttemptId> attempt() {
    int end = name.lastIndexOf('.');
    return end < 0 ? Optional.empty() : AttemptId.parse(name.substring(0, end));
  }

  /** Reads {@code SITE/NAME}; empty when the text is not one. */
  public static Optional<WorkerId> parse(String text) {
    return NodeId.parse(text).map(WorkerId::ofNode);
  }

  @Override
  public int compareTo(WorkerId other) {
    int bySite = site.compareTo(other.site);
    return bySite != 0 ? bySite : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return site + "/" + name;
  }
}
