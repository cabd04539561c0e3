package org.arkwright.scheduler;

import static org.arkwright.scheduler.ExplanationTest.reason;
import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.arkwright.model.job.PendingReason;
import org.arkwright.model.job.PendingReason.Code;
import org.arkwright.model.node.Cordon;
import org.junit.jupiter.api.Test;

/** What is said of nodes that take no new work, and of those that are still to come. */
class CordonExplanationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Cordon DUSTY = new Cordon("dusty", false, 60 * SECOND, Optional.empty());
  private static final Cordon DRAINING =
      new Cordon(
          "", false, 120 * SECOND, Optional.of(new Cordon.Drain(Optional.of(180 * SECOND), false)));

  @Test
  void onlyNodeThatCouldHoldIt_isNamed_withWhyItTakesNothing() {
    PendingReason reason =
        reason(aCluster().withCpuNodes(1, 8).cordon(1, DUSTY).queued(aGang("a").cpus(4)), "a");

    assertThat(reason.code()).isEqualTo(Code.NODES_CORDONED);
    assertThat(reason.text())
        .endsWith(
            "; the node that could hold it takes no new work: node-1 (cordoned since"
                + " 1970-01-01T00:01:00Z: dusty).");
    assertThat(reason.smallestChange()).isEqualTo("uncordon node node-1, or wait for other nodes");
  }

  @Test
  void severalNodes_areNamedAsFarAsTheyCouldHoldIt_threeAtMost() {
    TestCluster cluster = aCluster().withCpuNodes(1, 2).withCpuNodes(2, 8);
    cluster.cordon(1, DUSTY).cordon(2, DUSTY).cordon(3, DRAINING).queued(aGang("a").cpus(4));

    assertThat(reason(cluster, "a").text())
        .endsWith(
            "; 2 nodes that could hold it take no new work: node-2 (cordoned since"
                + " 1970-01-01T00:01:00Z: dusty), node-3 (drained since 1970-01-01T00:02:00Z until"
                + " 1970-01-01T00:03:00Z).");
    assertThat(reason(cluster, "a").smallestChange()).startsWith("uncordon node node-2,");

    TestCluster many = aCluster().withCpuNodes(5, 8).queued(aGang("a").cpus(4));
    for (int node = 1; node <= 5; node++) {
      many.cordon(node, DUSTY);
    }
    assertThat(reason(many, "a").text())
        .contains("node-3 (", "and 2 more")
        .doesNotContain("node-4");
  }

  @Test
  void nodeThatCouldServe_besideOneThatIsBusy_isNamedAside() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(2, 8)
            .running(aGang("busy").cpus(8), 1, 5)
            .cordon(2, DUSTY)
            .queued(aGang("a").cpus(4));

    PendingReason reason = reason(cluster, "a");

    assertThat(reason.code()).isEqualTo(Code.WAITING_FOR_RESOURCES);
    assertThat(reason.text())
        .contains(" 1 node that could serve takes no new work: node-2 (cordoned since");
  }

  @Test
  void nodeThatDrains_isDraining_whileARankIsThere() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 8)
            .running(aGang("busy").cpus(8), 1, 5)
            .cordon(1, DRAINING)
            .queued(aGang("a").cpus(4));

    assertThat(reason(cluster, "a").text()).contains("node-1 (draining since");
  }

  @Test
  void nodesThatWereRequested_areTold_withTheFirstToCome() {
    TestCluster one =
        aCluster()
            .withCpuNodes(1, 8)
            .cordon(1, DUSTY)
            .expecting("gpu-9", Optional.of(240 * SECOND))
            .queued(aGang("a").cpus(4));
    assertThat(reason(one, "a").text())
        .endsWith(" Node gpu-9 is requested and not there yet, expected at 1970-01-01T00:04:00Z.");

    TestCluster two =
        aCluster()
            .withCpuNodes(1, 8)
            .cordon(1, DUSTY)
            .expecting("gpu-8", Optional.empty())
            .expecting("gpu-9", Optional.empty())
            .queued(aGang("a").cpus(4));
    assertThat(reason(two, "a").text()).endsWith(" 2 nodes are requested and not there yet.");
  }

  @Test
  void gangOfWhichNothingFits_isToldWhomToCancel_andOneOfWhichSomeFits_howManyDo() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 8)
            .running(aGang("one").cpus(4), 1, 5)
            .running(aGang("two").cpus(4), 1, 5);

    assertThat(reason(cluster.queued(aGang("whole").cpus(8)), "whole").smallestChange())
        .startsWith("cancel the 2 jobs in the way: ");

    TestCluster partly =
        aCluster()
            .withCpuNodes(1, 8)
            .running(aGang("one").cpus(3), 1, 5)
            .running(aGang("two").cpus(3), 1, 5);
    assertThat(reason(partly.queued(aGang("gang").ranks(4).cpus(2)), "gang").smallestChange())
        .isEqualTo("ask for 1 rank or fewer");
  }
}
