package org.arkwright.dispatch;

import org.arkwright.model.id.Names;

/**
 * What kind of site a {@link WorkerProvider} serves.
 *
 * @param site the site's name, under which its nodes and workers are known
 * @param workers how long its workers live
 * @param placer who chooses the nodes and devices of a gang
 * @param network the name of the network in which the ranks of a gang meet, one of those in {@link
 *     org.arkwright.model.node.NodeSpec#addresses}; where a node has no address in it, its ranks
 *     meet over the management network, and over loopback where it has no address at all
 */
public record ProvidedSite(String site, Workers workers, Placer placer, String network) {
  public ProvidedSite {
    Names.require("site", site);
  }

  /** How long workers live. */
  public enum Workers {
    /**
     * One stays on each node, whatever runs there. Its registration tells what the node has, and
     * without it the node can run nothing: the node is lost with it.
     */
    PER_NODE,
    /**
     * One is brought for each attempt and node, and ends with the attempt: what is lost with it are
     * the attempt's ranks. Nodes come and go by the {@link Inventory} alone.
     */
    PER_ATTEMPT
  }

  /** Who chooses nodes and devices. */
  public enum Placer {
    /** Our scheduler. */
    CONTROL_PLANE,
    /** The site's own. */
    SITE
  }
}
