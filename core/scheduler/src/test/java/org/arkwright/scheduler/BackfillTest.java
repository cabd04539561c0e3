package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Random;
import org.arkwright.model.job.Job;
import org.arkwright.scheduler.forecast.ExpectedEnds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackfillTest {
  @Test
  void gangThatEndsBeforeTheReservation_mayUseItsCapacity() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("r").cpus(2).expectedMinutes(30), 1, 10)
            .queued(
                aGang("head").cpus(4),
                aGang("long").expectedMinutes(21),
                aGang("short").expectedMinutes(20),
                aGang("bounded").timeoutMinutes(5),
                aGang("unknown"));

    assertThat(cluster.starts()).containsExactly("short", "bounded");
  }

  @Test
  void gangBesideTheReservation_mayRunForever() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("r").cpus(2).expectedMinutes(30), 1, 10)
            .queued(aGang("head").cpus(3), aGang("beside"), aGang("across"));

    assertThat(cluster.starts()).containsExactly("beside");
  }

  @Test
  void reservationWithoutAKnownTime_isNotFilled() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("r").cpus(2), 1, 10)
            .queued(aGang("head").cpus(4), aGang("short").expectedMinutes(1));

    assertThat(cluster.starts()).isEmpty();
  }

  @Test
  void gangThatWaitsForReplicas_holdsNobodyBack() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("web").cpus(3).replica(), 1, 10)
            .queued(aGang("head").cpus(4), aGang("other").cpus(3), aGang("small"));

    assertThat(cluster.starts()).containsExactly("small");
  }

  @Test
  void gangBehindOneThatWaitsForReplicas_isReserved() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("web").replica(), 1, 10)
            .running(aGang("r").cpus(2).expectedMinutes(30), 1, 5)
            .queued(aGang("head").cpus(4), aGang("next").cpus(3), aGang("long"));

    assertThat(cluster.starts()).isEmpty();
  }

  @Test
  void reservation_countsOnTheJobsBesideReplicas() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("web").replica(), 1, 10)
            .running(aGang("r").cpus(2).expectedMinutes(30), 1, 5)
            .queued(aGang("head").cpus(3), aGang("long"), aGang("short").expectedMinutes(20));

    assertThat(cluster.starts()).containsExactly("short");
  }

  @Test
  void overdueJob_isExpectedToEndByItsTimeout() {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1, 4)
            .running(aGang("r").cpus(2).expectedMinutes(5).timeoutMinutes(30), 1, 10)
            .queued(
                aGang("head").cpus(4),
                aGang("long").expectedMinutes(25),
                aGang("short").expectedMinutes(15));

    assertThat(cluster.starts()).containsExactly("short");
  }

  @Test
  void impossibleHead_reservesNothing() {
    TestCluster cluster =
        aCluster().withCpuNodes(1, 4).queued(aGang("huge").cpus(9), aGang("small"));

    assertThat(cluster.starts()).containsExactly("small");
  }

  @Test
  void bigGang_isNotStarvedByAStreamOfSmallOnes() {
    TestCluster cluster = aCluster().withCpuNodes(2, 4);
    for (int i = 0; i < 8; i++) {
      cluster.queued(aGang("first-" + i));
    }
    cluster.apply(cluster.plan().plan());
    cluster.queued(aGang("big").ranks(2).cpus(4));
    int rounds = 0;
    while (!cluster.waiting().isEmpty() && isWaiting(cluster, "big")) {
      assertThat(rounds++).as("rounds until the big gang starts").isLessThan(9);
      cluster.now += TestCluster.MINUTE;
      cluster.end(cluster.running().iterator().next().id());
      cluster.queued(aGang("small-" + rounds), aGang("short-" + rounds).expectedMinutes(1));
      cluster.apply(cluster.plan().plan());
    }
    assertThat(isWaiting(cluster, "big")).isFalse();
  }

  private static boolean isWaiting(TestCluster cluster, String name) {
    return cluster.waiting().stream().anyMatch(job -> job.spec().name().equals(name));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void backfill_neverDelaysTheHead_whenExpectedEndsAreMet(int seed) {
    long alone = minutesUntilHeadStarts(new Random(seed), false);
    long amongOthers = minutesUntilHeadStarts(new Random(seed), true);

    assertThat(amongOthers).isLessThanOrEqualTo(alone);
  }

  /** Every job ends exactly at its expected end. */
  private static long minutesUntilHeadStarts(Random random, boolean others) {
    TestCluster cluster = aCluster().withCpuNodes(3, 6);
    for (int node = 1; node <= 3; node++) {
      int cpus = 1 + random.nextInt(5);
      cluster.running(
          aGang("r" + node).cpus(cpus).expectedMinutes(10 + random.nextInt(30)), node, 5);
    }
    cluster.queued(aGang("head").ranks(3).cpus(5 + random.nextInt(2)));
    long begin = cluster.now;
    for (int minute = 0; isWaiting(cluster, "head"); minute++) {
      assertThat(minute).isLessThan(100);
      if (others) {
        int cpus = 1 + random.nextInt(4);
        cluster.queued(aGang("s" + minute).cpus(cpus).expectedMinutes(1 + random.nextInt(20)));
        cluster.queued(aGang("u" + minute).cpus(cpus));
      }
      cluster.apply(cluster.plan().plan());
      cluster.now += TestCluster.MINUTE;
      endDueJobs(cluster);
    }
    return (cluster.now - begin) / TestCluster.MINUTE;
  }

  private static void endDueJobs(TestCluster cluster) {
    for (Job job : new ArrayList<>(cluster.running())) {
      long ran = cluster.now - ExpectedEnds.startedAtNanos(job);
      if (job.spec()
          .scheduling()
          .expectedDuration()
          .filter(all -> all.toNanos() <= ran)
          .isPresent()) {
        cluster.end(job.id());
      }
    }
  }
}
