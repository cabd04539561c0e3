package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a cycle costs, counted in gangs looked at rather than in time. */
class ScaleTest {
  @Test
  void cycle_looksAtAsManyGangsAsItStarts_andOneMorePerClass() {
    assertThat(gangsSeen(100)).isEqualTo(8 + 2);
    assertThat(gangsSeen(5_000)).isEqualTo(8 + 2);
  }

  @Test
  void fullCluster_looksAtOneGangPerClass() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).running(aGang("r").cpus(4), 1, 5);
    for (int i = 0; i < 1_000; i++) {
      cluster.queued(aGang("a" + i), aGang("b" + i).cpus(2), aGang("c" + i).priority(1));
    }

    assertThat(cluster.starts()).isEmpty();
    assertThat(cluster.gangsSeen).isEqualTo(3);
  }

  private static long gangsSeen(int pending) {
    TestCluster cluster = aCluster().withCpuNodes(2, 4);
    for (int i = 0; i < pending; i++) {
      cluster.queued(aGang("a" + i), aGang("b" + i).cpus(2).priority(-1));
    }
    assertThat(cluster.starts()).hasSize(8);
    return cluster.gangsSeen;
  }
}
