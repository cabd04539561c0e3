package org.arkwright.worker;

import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.Site;

/**
 * A host that has joined a control plane on another one.
 *
 * @param identity the folder of its key and certificate
 * @param worker what its worker and node are called
 * @param addresses the host's addresses, by the names of networks, as other hosts reach it
 */
public record JoinedHost(Path identity, WorkerId worker, SortedMap<String, String> addresses) {
  public JoinedHost {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
  }

  /** Returns the discovered node under its own name, with its addresses. */
  NodeSpec at(NodeSpec found) {
    NodeSpec named = found.withId(new NodeId(worker.site(), worker.name()));
    NodeSpec labelled =
        worker.site().equals(NodeId.HOME) ? named : named.withLabel(Site.LABEL, worker.site());
    return labelled.withAddresses(addresses);
  }
}
