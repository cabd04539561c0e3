package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.DeviceShare;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.unit.Bytes;
import org.arkwright.scheduler.placement.FreeTimeline;
import org.arkwright.scheduler.placement.Shortlists;
import org.arkwright.scheduler.policy.PlacementScore;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void anyTopology_spansNodesOnlyWhenItMust() {
    TestCluster cluster = aCluster().withCpuNodes(3, 4).queued(aGang("a").ranks(4));

    assertThat(cluster.startOf("a").nodes()).hasSize(1);
    assertThat(aCluster().withCpuNodes(3, 4).queued(aGang("b").ranks(7)).startOf("b").nodes())
        .hasSize(2);
  }

  @Test
  void gang_isAllOrNothing() {
    assertThat(aCluster().withCpuNodes(2, 4).queued(aGang("a").ranks(9)).starts()).isEmpty();
  }

  @Test
  void sameNode_putsAllRanksOnTheNodeThatHoldsThem() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 4)
            .running(aGang("r").cpus(2), 1, 5)
            .queued(aGang("a").ranks(4).topology(Topology.SAME_NODE));

    assertThat(cluster.startOf("a").nodes()).containsExactly(NodeId.atHome("node-2"));
  }

  @Test
  void spread_givesEachRankANodeOfItsOwn() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(3, 8)
            .queued(
                aGang("a").ranks(3).topology(Topology.SPREAD),
                aGang("b").ranks(4).topology(Topology.SPREAD));

    assertThat(cluster.startOf("a").nodes()).hasSize(3);
    assertThat(cluster.starts()).containsExactly("a");
  }

  @Test
  void cpuOnlyRank_avoidsAcceleratedNodes_untilNoOthersAreLeft() {
    TestCluster cluster =
        aCluster().withNodes(1, "h100", 8).withCpuNodes(1, 4).queued(aGang("a").ranks(5));

    List<String> nodes =
        cluster.startOf("a").ranks().stream().map(rank -> rank.node().name()).toList();

    assertThat(nodes).containsExactly("node-2", "node-2", "node-2", "node-2", "node-1");
  }

  @Test
  void shares_fillTheFullestDeviceThatHoldsThem() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 2)
            .running(aGang("r").share(300), 1, 5)
            .queued(aGang("a").share(700), aGang("b").share(500));

    assertThat(devices(cluster.startOf("a"))).containsExactly(0);
    assertThat(devices(cluster.startOf("b"))).containsExactly(1);
  }

  @Test
  void wholeDevices_areOnlyUnsharedOnes() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 2)
            .running(aGang("r").share(100), 1, 5)
            .queued(aGang("two").devices(2, "h100"), aGang("one").devices(1, "H100"));

    assertThat(cluster.plan().plan().starts()).hasSize(0);
    cluster.end(cluster.named("two").id());
    assertThat(devices(cluster.startOf("one"))).containsExactly(1);
  }

  @Test
  void wholeDevices_comeFromTheSmallestFastLinkDomainWithEnough() {
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      devices.add(
          new Device(
              i,
              "a100",
              "nvidia",
              Bytes.ofGibibytes(40),
              Optional.empty(),
              Optional.empty(),
              Optional.of(i < 4 ? "left" : "right")));
    }
    TestCluster cluster = aCluster().withNode(32, devices).queued(aGang("a").devices(2, "a100"));

    assertThat(devices(cluster.startOf("a"))).containsExactly(4, 5);
  }

  @Test
  void minimumMemory_isAFilter() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, 16, 1, "t4", 16, Optional.empty())
            .withNodes(1, 16, 1, "l40s", 48, Optional.empty())
            .queued(aGang("a").deviceWithMemoryGiB(24));

    assertThat(cluster.startOf("a").nodes()).containsExactly(NodeId.atHome("node-2"));
  }

  @Test
  void singleDevice_goesToTheFragmentedNode() {
    TestCluster cluster =
        aCluster()
            .withNodes(2, "h100", 8)
            .running(aGang("r").devices(1, "h100"), 2, 5)
            .queued(aGang("a").devices(1, "h100"));

    assertThat(cluster.startOf("a").nodes()).containsExactly(NodeId.atHome("node-2"));
  }

  /** Beyond 131,072 changes the older half is dropped, with the lists that had not seen it. */
  @Test
  void shortlists_afterMoreChangesThanTheyRemember_areMadeAgain() {
    TestCluster cluster = aCluster().withCpuNodes(2, 4).queued(aGang("a").ranks(2).cpus(4));
    PlacementScore score = new PlacementScore(List.of());
    Shortlists lists = new Shortlists(cluster, score);
    var shape = cluster.named("a").spec().shape();
    new FreeTimeline(cluster, lists);
    assertThat(lists.of(shape, false).fit()).isTrue();
    cluster.running(aGang("r").cpus(4), 1, 5);
    touch(lists, "node-1", 150_000);
    new FreeTimeline(cluster, lists);
    assertThat(lists.of(shape, false).fit()).isFalse();
    lists.touch(NodeId.atHome("node-2"));
    new FreeTimeline(cluster, lists);
    assertThat(lists.of(shape, false).fit()).isFalse();
  }

  @Test
  void shortlists_seenShortlyBeforeTheOlderHalfIsDropped_goOnFromThere() {
    TestCluster cluster = aCluster().withCpuNodes(2, 4).queued(aGang("a").ranks(2).cpus(4));
    Shortlists lists = new Shortlists(cluster, new PlacementScore(List.of()));
    var shape = cluster.named("a").spec().shape();
    new FreeTimeline(cluster, lists);
    touch(lists, "node-2", 60_000);
    new FreeTimeline(cluster, lists);
    assertThat(lists.of(shape, false).fit()).isTrue();
    cluster.running(aGang("r").cpus(4), 1, 5);
    touch(lists, "node-1", 10_000);
    new FreeTimeline(cluster, lists);
    assertThat(lists.of(shape, false).fit()).isFalse();
  }

  private static void touch(Shortlists lists, String node, int times) {
    for (int i = 0; i < times; i++) {
      lists.touch(NodeId.atHome(node));
    }
  }

  private static List<Integer> devices(Allocation allocation) {
    return allocation.ranks().stream()
        .map(RankPlacement::devices)
        .flatMap(List::stream)
        .map(DeviceShare::device)
        .toList();
  }
}
