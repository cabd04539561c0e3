package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;
import org.arkwright.scheduler.policy.BestFit;
import org.arkwright.scheduler.policy.CheapKinds;
import org.arkwright.scheduler.policy.ExpectedWaste;
import org.arkwright.scheduler.policy.Fragmentation;
import org.arkwright.scheduler.policy.Packing;
import org.arkwright.scheduler.policy.PlacementPolicy;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.scheduler.policy.SpreadOut;
import org.arkwright.scheduler.policy.WholeDevices;
import org.arkwright.scheduler.view.NodeView;
import org.arkwright.scheduler.view.SiteProfile;
import org.arkwright.scheduler.view.WorkloadMix;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final RankResources HALF = rank(1, Optional.empty(), 1, 500);
  private static final RankResources WHOLE = rank(1, Optional.empty(), 1, 1000);

  @Test
  void fragmentation_isWhatATypicalRankCouldNotUse() {
    TestCluster cluster = aCluster().withNodes(1, "h100", 2).running(aGang("r").share(600), 1, 5);
    NodeView node = cluster.nodes().iterator().next();

    assertThat(new Fragmentation(mix(WHOLE)).of(node)).isEqualTo(400);
    assertThat(new Fragmentation(mix(rank(1, Optional.empty(), 1, 300))).of(node)).isZero();
    assertThat(new Fragmentation(mix(rank(1, Optional.empty(), 2, 1000))).of(node)).isEqualTo(1400);
    assertThat(new Fragmentation(mix(rank(99, Optional.empty(), 1, 100))).of(node))
        .as("no node has so many cpus")
        .isEqualTo(1400);
    assertThat(new Fragmentation(mix(rank(1, Optional.of("a100"), 1, 100))).of(node))
        .as("the wrong kind")
        .isEqualTo(1400);
  }

  @Test
  void wholeDevices_scoresWhatIsLeftOfTheBrokenOne() {
    TestCluster cluster =
        aCluster()
            .withNodes(2, "h100", 2)
            .running(aGang("r").share(500), 1, 5)
            .running(aGang("half").share(400), 1, 5);
    List<? extends NodeView> nodes = List.copyOf(cluster.nodes());
    TestCluster before = aCluster().withNodes(1, "h100", 2).running(aGang("r").share(500), 1, 5);
    NodeView half = before.nodes().iterator().next();

    assertThat(new WholeDevices().score(half, HALF, nodes.getFirst())).isEqualTo(900_000);
    assertThat(new WholeDevices().score(nodes.get(1), HALF, half)).isEqualTo(500_000);
    assertThat(new WholeDevices().score(half, WHOLE, half)).isEqualTo(500_000);
    assertThat(new WholeDevices().score(half, WHOLE, nodes.get(1))).isZero();
  }

  @Test
  void expectedWaste_halvesFillAHalfButNotAThird() {
    TestCluster cluster =
        aCluster()
            .withNodes(2, "h100", 1)
            .running(aGang("half").share(500), 1, 5)
            .running(aGang("more").share(667), 2, 5);
    ExpectedWaste waste = new ExpectedWaste(mix(HALF));
    List<? extends NodeView> nodes = List.copyOf(cluster.nodes());

    assertThat(waste.of(nodes.get(0))).isZero();
    assertThat(waste.of(nodes.get(1))).isEqualTo(333);
  }

  @Test
  void expectedWaste_devicesWithoutCpusAreLost() {
    TestCluster cluster = aCluster().withNodes(2, "h100", 2).running(aGang("r").cpus(64), 2, 5);
    ExpectedWaste waste = new ExpectedWaste(mix(WHOLE));
    List<? extends NodeView> nodes = List.copyOf(cluster.nodes());

    assertThat(waste.of(nodes.get(0))).isZero();
    assertThat(waste.of(nodes.get(1))).isEqualTo(2000);
  }

  @Test
  void expectedWaste_ignoresDemandThatNoNodeCouldHold() {
    TestCluster cluster =
        aCluster().withNodes(1, "h100", 1).running(aGang("half").share(500), 1, 5);
    NodeView node = cluster.nodes().iterator().next();
    WorkloadMix mix = WorkloadMix.of(Map.of(HALF, 1L, rank(99, Optional.empty(), 1, 100), 9L));

    assertThat(wasteOf(node, new ExpectedWaste(mix)))
        .as("most arrivals request 99 cpus")
        .isPositive();
    assertThat(wasteOf(node, new ExpectedWaste().on(SiteProfile.of(mix, cluster.nodes()))))
        .isZero();
  }

  private static double wasteOf(NodeView node, PlacementPolicy policy) {
    return ((ExpectedWaste) policy).of(node);
  }

  @Test
  void scarceKinds_areLeftToGangsThatNameThem() {
    TestCluster cluster =
        aCluster()
            .withNodes(1, "h100", 8)
            .withNodes(1, "a100", 8)
            .running(aGang("busy").deviceWithMemoryGiB(1), 1, 5);
    cluster.queued(aGang("any").deviceWithMemoryGiB(1));
    assertThat(nodeOf(cluster, "any")).isEqualTo("node-1");

    cluster.queued(aGang("h-1").devices(2, "h100"), aGang("h-2").devices(3, "h100"));
    assertThat(nodeOf(cluster, "any")).isEqualTo("node-2");
  }

  @Test
  void cheapKinds_scoreTheCostOfWhatIsTaken_againstTheDearest() {
    CheapKinds cheap = new CheapKinds("cheap", kind -> kind.equals("h100") ? 4 : 1, 4);

    assertThat(cheap.score(free("H100"), WHOLE, holding("H100", 1000))).isZero();
    assertThat(cheap.score(free("l4"), WHOLE, holding("l4", 1000)))
        .isEqualTo(PlacementPolicy.BEST * 3 / 4);
    assertThat(cheap.score(free("l4"), HALF, holding("l4", 500)))
        .as("by what is taken, not by how much")
        .isEqualTo(PlacementPolicy.BEST * 3 / 4);
    assertThat(cheap.score(free("h100"), WHOLE, free("h100")))
        .as("no devices")
        .isEqualTo(PlacementPolicy.BEST);
    assertThat(new CheapKinds("free", _ -> 0, 0).score(free("h100"), WHOLE, holding("h100", 1000)))
        .as("nothing costs anything")
        .isEqualTo(PlacementPolicy.BEST);
  }

  private static NodeView free(String kind) {
    return aCluster().withNodes(1, kind, 2).nodes().iterator().next();
  }

  private static NodeView holding(String kind, int thousandths) {
    return aCluster()
        .withNodes(1, kind, 2)
        .running(aGang("r").share(thousandths), 1, 5)
        .nodes()
        .iterator()
        .next();
  }

  @Test
  void kindsSeparatedByABar_areAlternatives() {
    DeviceRequest request = new DeviceRequest(Optional.of("a100|H100"), Bytes.ZERO, 1, Share.WHOLE);

    assertThat(request.acceptsKind("h100")).isTrue();
    assertThat(request.acceptsKind("A100")).isTrue();
    assertThat(request.acceptsKind("a10")).isFalse();
    assertThat(request.acceptsKind("h100x")).isFalse();
  }

  @Test
  void spread_takesTheEmptierNode_packingTheFuller() {
    TestCluster cluster =
        aCluster().withNodes(2, "h100", 8).running(aGang("r").devices(4, "h100"), 2, 5);
    List<? extends NodeView> nodes = List.copyOf(cluster.nodes());

    for (PlacementPolicy packing : List.of(new Packing(), new BestFit())) {
      assertThat(packing.score(nodes.get(1), WHOLE))
          .isGreaterThan(packing.score(nodes.get(0), WHOLE));
    }
    assertThat(new SpreadOut().score(nodes.get(0), WHOLE))
        .isGreaterThan(new SpreadOut().score(nodes.get(1), WHOLE));
  }

  @Test
  void everyKnownPolicy_placesAloneAndWithinItsRange() {
    TestCluster cluster = aCluster().withNodes(2, "h100", 8).running(aGang("r").share(300), 1, 5);
    JobSpec spec = aGang("a").share(700).spec();
    SiteProfile site = SiteProfile.of(mix(HALF), cluster.nodes());

    PlacementScore.known(org.arkwright.model.site.SiteSettings.DEFAULT)
        .forEach((name, policy) -> {
          PlacementScore alone =
              new PlacementScore(List.of(new PlacementScore.Weighted(policy, 1))).on(site);
          assertThat(policy.name()).isEqualTo(name);
          for (NodeView node : cluster.nodes()) {
            assertThat(alone.best(node, spec.gang().resources()).score())
                .as(name)
                .isBetween(0L, (long) PlacementPolicy.BEST);
          }
        });
  }

  private static String nodeOf(TestCluster cluster, String name) {
    return cluster.startOf(name).nodes().stream()
        .map(NodeId::name)
        .reduce((one, other) -> one + " " + other)
        .orElseThrow();
  }

  private static WorkloadMix mix(RankResources rank) {
    return WorkloadMix.of(Map.of(rank, 1L));
  }

  private static RankResources rank(int cpus, Optional<String> kind, int count, int thousandths) {
    return new RankResources(
        1000L * cpus,
        Bytes.ZERO,
        Optional.of(new DeviceRequest(kind, Bytes.ZERO, count, new Share(thousandths))));
  }
}
