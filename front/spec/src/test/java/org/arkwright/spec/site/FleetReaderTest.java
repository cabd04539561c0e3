package org.arkwright.spec.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.spec.Reading;
import org.junit.jupiter.api.Test;

class FleetReaderTest {
  @Test
  void group_fillsRacksAndBlocksOfTheGivenSize() {
    List<NodeSpec> nodes = nodes("nodes: [{name: n, count: 5, block: b, perBlock: 4, perRack: 2}]");

    assertThat(nodes)
        .extracting(NodeSpec::topology)
        .containsExactly(
            new TopologyPath("b-1", "rack-1"),
            new TopologyPath("b-1", "rack-1"),
            new TopologyPath("b-1", "rack-2"),
            new TopologyPath("b-1", "rack-2"),
            new TopologyPath("b-2", "rack-3"));
  }

  @Test
  void group_withoutSizes_sharesOneRackOrHasNoPlace() {
    assertThat(nodes("nodes: [{name: n, count: 2, block: b, rack: r}]"))
        .extracting(NodeSpec::topology)
        .containsOnly(new TopologyPath("b", "r"));
    assertThat(nodes("nodes: [{name: n, count: 2}]"))
        .extracting(NodeSpec::topology)
        .containsOnly(TopologyPath.UNKNOWN);
  }

  private static List<NodeSpec> nodes(String document) {
    return switch (FleetReader.read(document.getBytes(StandardCharsets.UTF_8))) {
      case Reading.Read<Fleet>(Fleet fleet) -> fleet.nodes();
      case Reading.Rejected<Fleet>(var problems) -> throw new AssertionError(problems.toString());
    };
  }
}
