package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.arkwright.model.Plan;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.job.Topology;
import org.junit.jupiter.api.Test;

/** What gangs ask of nodes beside resources: capabilities, and names. */
class NodeNeedsTest {
  private static final Optional<String> BUBBLEWRAP = Optional.of("bubblewrap");

  @Test
  void sandboxedGang_startsOnTheOnlyNodeWithASandbox() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(3, 8)
            .probed(BUBBLEWRAP, "")
            .withCpuNodes(1, 4)
            .queued(aGang("a").cpus(4).sandboxed());

    assertThat(nodeOf(cluster.plan().plan(), 0)).isEqualTo("node-4");
  }

  @Test
  void sandboxedGang_waitsForTheNodeThatHasOne_whileOthersAreFree() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(3, 8)
            .probed(BUBBLEWRAP, "")
            .withCpuNodes(1, 4)
            .queued(aGang("first").cpus(4).sandboxed());
    cluster.apply(cluster.plan().plan());
    cluster.queued(aGang("second").cpus(4).sandboxed(), aGang("plain").cpus(4));
    Plan plan = cluster.plan().plan();

    assertThat(plan.starts()).hasSize(1);
    cluster.apply(plan);
    PendingReason reason = ExplanationTest.reason(cluster, "second");
    assertThat(reason.code()).isEqualTo(Code.WAITING_FOR_RESOURCES);
    assertThat(reason.text()).startsWith("Only 1 of 4 nodes can run ranks in a sandbox. ");
    assertThat(cluster.names(reason.blockers())).containsExactly("first");
  }

  @Test
  void noNodeHasASandbox_saysOnHowManyItIsMissing_andWhatTheProbeFound() {
    PendingReason reason =
        ExplanationTest.reason(
            aCluster()
                .probed(Optional.empty(), "bwrap is not installed.")
                .withCpuNodes(3, 8)
                .queued(aGang("a").sandboxed()),
            "a");

    assertThat(reason.code()).isEqualTo(Code.NO_MATCHING_NODE);
    assertThat(reason.text())
        .isEqualTo(
            "No node can run ranks in a sandbox: all 3 nodes asked cannot; node node-1: bwrap is"
                + " not installed.");
    assertThat(reason.smallestChange()).contains("isolation process");
  }

  @Test
  void sandboxIsTooSmall_reasonIsAboutTheNodesThatHaveOne() {
    PendingReason reason =
        ExplanationTest.reason(
            aCluster()
                .withCpuNodes(1, 64)
                .probed(BUBBLEWRAP, "")
                .withCpuNodes(1, 4)
                .queued(aGang("a").cpus(8).sandboxed()),
            "a");

    assertThat(reason.code()).isEqualTo(Code.LARGER_THAN_ANY_NODE);
    assertThat(reason.text())
        .isEqualTo(
            "Only 1 of 2 nodes can run ranks in a sandbox. Each rank wants 8 cpus; the largest"
                + " node has 4.");
  }

  @Test
  void namedNodes_takeTheGang_andNoOthers() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(5, 8)
            .queued(aGang("a").ranks(2).topology(Topology.SPREAD).on("node-4", "node-2"));
    Plan plan = cluster.plan().plan();

    assertThat(plan.starts().getFirst().placement().exact().orElseThrow().nodes())
        .containsExactly(NodeId.atHome("node-2"), NodeId.atHome("node-4"));
  }

  @Test
  void namedNodeThatIsNotThere_isSaid_withThoseThatAre() {
    PendingReason reason =
        ExplanationTest.reason(aCluster().withCpuNodes(5, 8).queued(aGang("a").on("node-7")), "a");

    assertThat(reason.code()).isEqualTo(Code.NO_MATCHING_NODE);
    assertThat(reason.text())
        .isEqualTo(
            "Wants to run on node node-7, which is not there or takes no work; work is taken"
                + " by nodes node-1, node-2, node-3 and 2 more.");
  }

  private static String nodeOf(Plan plan, int start) {
    return plan.starts()
        .get(start)
        .placement()
        .exact()
        .orElseThrow()
        .ranks()
        .getFirst()
        .node()
        .name();
  }
}
