package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Device;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.policy.TopologyDistance;
import org.junit.jupiter.api.Test;

class TopologyTest {
  /**
   * Four racks of two nodes of eight devices, two racks per block; node-1 and node-2 are in the
   * first rack.
   */
  private static TestCluster racks() {
    TestCluster cluster = aCluster().placedBy(Map.of("topology", 1));
    for (int rack = 0; rack < 4; rack++) {
      cluster.standing("b" + rack / 2, "r" + rack).withNodes(2, "h100", 8);
    }
    return cluster;
  }

  @Test
  void gang_goesToTheRackThatHoldsItWhole() {
    TestCluster cluster =
        racks()
            .running(aGang("x").devices(4, "h100"), 1, 5)
            .running(aGang("y").devices(8, "h100"), 3, 5)
            .running(aGang("z").devices(1, "h100"), 8, 5)
            .queued(aGang("a").devices(8, "h100").ranks(2));

    assertThat(cluster.nodesOf("a")).containsExactly("node-5", "node-6");
  }

  @Test
  void gangTooLargeForARack_staysInABlock() {
    TestCluster cluster =
        racks()
            .running(aGang("x").devices(8, "h100"), 2, 5)
            .queued(aGang("a").devices(8, "h100").ranks(4));

    assertThat(cluster.nodesOf("a")).containsExactly("node-5", "node-6", "node-7", "node-8");
  }

  @Test
  void gang_fillsTheFewestNodes_thoughAnotherIsBetterScored() {
    TestCluster cluster =
        racks()
            .placedBy(Map.of("topology", 1000, "packing", 1))
            .running(aGang("x").devices(6, "h100"), 1, 5)
            .running(aGang("y").devices(6, "h100"), 2, 5)
            .queued(aGang("a").devices(1, "h100").ranks(8), aGang("b").devices(1, "h100"));

    assertThat(cluster.nodesOf("a")).hasSize(1).doesNotContain("node-1", "node-2");
    assertThat(cluster.nodesOf("b")).as("a single rank has no neighbours").contains("node-1");
  }

  @Test
  void weights_decideBetweenNearAndFull() {
    // Two nodes of different blocks are half full; the gang would fit them, or one empty node.
    TestCluster cluster =
        racks()
            .running(aGang("x").devices(6, "h100"), 1, 5)
            .running(aGang("y").devices(6, "h100"), 8, 5)
            .queued(aGang("a").devices(2, "h100").ranks(2));

    assertThat(cluster.placedBy(Map.of("packing", 1000, "topology", 1)).nodesOf("a"))
        .containsExactly("node-1", "node-8");
    assertThat(cluster.placedBy(Map.of("packing", 1, "topology", 10)).nodesOf("a")).hasSize(1);
  }

  @Test
  void spreadGang_takesDistinctNodesOfOneRack() {
    TestCluster cluster =
        racks()
            .running(aGang("x").devices(8, "h100"), 1, 5)
            .running(aGang("y").devices(8, "h100"), 3, 5)
            .queued(aGang("a").devices(1, "h100").ranks(2).topology(Topology.SPREAD));

    assertThat(cluster.nodesOf("a")).containsExactly("node-5", "node-6");
  }

  @Test
  void rankOfSeveralDevices_prefersANodeWithCapacityInOneDomain() {
    TestCluster cluster = aCluster().placedBy(Map.of("topology", 1));
    cluster.withNode(64, domains("left", "left", "right", "right"));
    cluster.withNode(64, domains("left", "left", "left", "right"));
    cluster.queued(aGang("a").devices(3, "a100"));

    assertThat(cluster.nodesOf("a")).containsExactly("node-2");
  }

  @Test
  void devicesOfARank_countByTheShareOfTheirPairsThatIsInOneDomain() {
    assertThat(scoreOf(1)).as("one has no neighbours").isEqualTo(TopologyDistance.LEVEL);
    assertThat(scoreOf(2)).isEqualTo(TopologyDistance.LEVEL);
    assertThat(scoreOf(3)).as("one of three pairs").isEqualTo(TopologyDistance.LEVEL / 3);
    assertThat(scoreOf(4)).as("two of six").isEqualTo(TopologyDistance.LEVEL / 3);
  }

  /** The score of a place that takes so many devices of a node with two domains of two. */
  private static int scoreOf(int devices) {
    GangBuilder gang = aGang("a").devices(devices, "a100");
    return new TopologyDistance()
        .score(
            halves().nodes().iterator().next(),
            halves().queued(gang).named("a").spec().gang().resources(),
            halves().running(gang, 1, 5).nodes().iterator().next());
  }

  private static TestCluster halves() {
    return aCluster().withNode(64, domains("left", "left", "right", "right"));
  }

  @Test
  void gang_isNotDrawnToTheRackOfTheOneBefore() {
    TestCluster cluster = aCluster().placedBy(Map.of("topology", 1));
    cluster.standing("b0", "r0").withNodes(3, "h100", 1);
    cluster.standing("b1", "r1").withNodes(2, "h100", 1);
    cluster.queued(aGang("a").devices(1, "h100").ranks(2), aGang("b").devices(1, "h100").ranks(2));

    assertThat(cluster.nodesOf("a")).hasSize(2).isSubsetOf("node-1", "node-2", "node-3");
    assertThat(cluster.nodesOf("b")).containsExactly("node-4", "node-5");
  }

  @Test
  void nodesOfUnknownTopology_doNotCountAsNeighbours() {
    TestCluster cluster = aCluster().placedBy(Map.of("topology", 1)).withNodes(3, "h100", 8);
    cluster.standing("", "r1").withNodes(2, "h100", 8);
    cluster.queued(aGang("a").devices(8, "h100").ranks(2));

    assertThat(cluster.nodesOf("a")).containsExactly("node-4", "node-5");
  }

  @Test
  void settings_nameThePolicyAndItsWeight() {
    assertThat(PlacementScore.names()).contains("topology");
    assertThat(
            PlacementScore.weighted(new TreeMap<>(Map.of("topology", 7)), SiteSettings.DEFAULT)
                .perLevel())
        .isEqualTo(7L * TopologyDistance.LEVEL);
  }

  private static List<Device> domains(String... links) {
    List<Device> devices = new ArrayList<>();
    for (String link : links) {
      devices.add(
          new Device(
              devices.size(),
              "a100",
              "nvidia",
              Bytes.ofGibibytes(40),
              Optional.empty(),
              Optional.empty(),
              Optional.of(link)));
    }
    return devices;
  }
}
