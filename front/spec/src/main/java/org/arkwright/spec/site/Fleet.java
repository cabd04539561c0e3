package org.arkwright.spec.site;

import java.util.List;
import org.arkwright.model.access.Quota;
import org.arkwright.model.node.NodeSpec;

/** The nodes of a site, real or planned, and the quotas of the projects that share them. */
public record Fleet(List<NodeSpec> nodes, List<Quota> quotas) {
  public Fleet {
    nodes = List.copyOf(nodes);
    quotas = List.copyOf(quotas);
  }

  /** The total device capacity, in thousandths of a device. */
  public long deviceThousandths() {
    return nodes.stream().mapToLong(node -> node.capacity().deviceThousandths()).sum();
  }
}
