package org.arkwright.spec;

import java.util.List;
import org.arkwright.model.access.Quota;
import org.arkwright.model.node.NodeSpec;

/** Nodes, and who may use how much of them: what a site could be. */
public record Fleet(List<NodeSpec> nodes, List<Quota> quotas) {
  public Fleet {
    nodes = List.copyOf(nodes);
    quotas = List.copyOf(quotas);
  }

  /** Thousandths of devices in all. */
  public long deviceThousandths() {
    return nodes.stream().mapToLong(node -> node.capacity().deviceThousandths()).sum();
  }
}
