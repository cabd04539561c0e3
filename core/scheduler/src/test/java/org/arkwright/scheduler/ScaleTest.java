package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The cost of a cycle, counted in gangs examined rather than in time. */
class ScaleTest {
  @Test
  void cycle_examinesAsManyGangsAsItStarts_andOneMorePerClass() {
    assertThat(gangsExamined(100)).isEqualTo(8 + 2);
    assertThat(gangsExamined(5_000)).isEqualTo(8 + 2);
  }

  @Test
  void fullCluster_examinesOneGangPerClass() {
    TestCluster cluster = aCluster().withCpuNodes(1, 4).running(aGang("r").cpus(4), 1, 5);
    for (int i = 0; i < 1_000; i++) {
      cluster.queued(aGang("a" + i), aGang("b" + i).cpus(2), aGang("c" + i).priority(1));
    }

    assertThat(cluster.starts()).isEmpty();
    assertThat(cluster.gangsExamined).isEqualTo(3);
  }

  private static long gangsExamined(int pending) {
    TestCluster cluster = aCluster().withCpuNodes(2, 4);
    for (int i = 0; i < pending; i++) {
      cluster.queued(aGang("a" + i), aGang("b" + i).cpus(2).priority(-1));
    }
    assertThat(cluster.starts()).hasSize(8);
    return cluster.gangsExamined;
  }
}
