package org.arkwright.scheduler;

import static org.arkwright.scheduler.GangBuilder.aGang;
import static org.arkwright.scheduler.TestCluster.aCluster;
import static org.arkwright.scheduler.TestCluster.cpuQuota;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.arkwright.model.Plan;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.Topology;
import org.arkwright.model.unit.Resources;
import org.arkwright.scheduler.cycle.Cycle;
import org.arkwright.scheduler.cycle.Explanations;
import org.arkwright.scheduler.explain.BruteForce;
import org.arkwright.scheduler.explain.Explanation;
import org.arkwright.scheduler.explain.TruthCheck;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories of random clusters; {@link TestCluster} rejects over-allocation. */
class SchedulerPropertyTest {
  private static final String[] PROJECTS = {"a", "b", "c", "default"};

  private static final List<Topology> TOPOLOGIES = List.of(Topology.values());

  static List<Integer> seeds() {
    List<Integer> seeds = new ArrayList<>();
    for (int seed = 1; seed <= 40; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anyHistory_keepsTheRules(int seed) {
    Random random = new Random(seed);
    TestCluster cluster = randomCluster(random);
    int names = 0;
    for (int step = 0; step < 40; step++) {
      cluster.now += TestCluster.MINUTE;
      for (int i = random.nextInt(4); i > 0; i--) {
        cluster.queued(randomGang("job-" + names++, random));
      }
      endSome(cluster, random);
      Cycle cycle = cluster.plan();
      assertThat(cluster.plan().plan()).as("equal views give equal plans").isEqualTo(cycle.plan());
      assertVictimsMayBeStopped(cluster, cycle.plan());
      cluster.apply(cycle.plan());
      assertQuotaHolds(cluster, cycle.plan());
      assertReasonsAreTrue(cluster, cycle);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whenSubmissionsStop_everyPossibleGangRuns(int seed) {
    Random random = new Random(seed);
    TestCluster cluster = randomCluster(random);
    for (int i = 0; i < 30; i++) {
      cluster.queued(randomGang("job-" + i, random));
    }
    for (int step = 0; step < 400 && !cluster.waiting().isEmpty(); step++) {
      cluster.now += TestCluster.MINUTE;
      Plan plan = cluster.plan().plan();
      cluster.apply(plan);
      if (!cluster.running().isEmpty()) {
        endOrRequeue(cluster, new ArrayList<>(cluster.running()).get(0));
      }
    }
    Cycle last = cluster.plan();
    for (Job job : cluster.waiting()) {
      assertThat(last.explain(cluster, job, cluster.now).reason().code().word())
          .isIn(
              "ExceedsMaxQuota",
              "NoMatchingDevice",
              "LargerThanAnyNode",
              "TopologyUnavailable",
              "WaitingForResources");
      assertThat(
              BruteForce.fits(cluster.nodes(), job.spec().shape())
                  && BruteForce.quotaAllows(
                      cluster, job.spec().project(), job.spec().amount(), cluster::usage))
          .as("still queued although possible: %s", job)
          .isFalse();
    }
  }

  private static void assertVictimsMayBeStopped(TestCluster cluster, Plan plan) {
    for (Plan.Preempt preempt : plan.preempts()) {
      Job victim = cluster.job(preempt.victim().job()).orElseThrow();
      Job by = cluster.job(preempt.by()).orElseThrow();
      assertThat(victim.spec().scheduling().preemptible()).isTrue();
      assertThat(
              victim.spec().scheduling().priority() < by.spec().scheduling().priority()
                  || !victim.spec().project().equals(by.spec().project()))
          .isTrue();
    }
  }

  private static void assertQuotaHolds(TestCluster cluster, Plan plan) {
    for (Plan.Start start : plan.starts()) {
      ProjectName project = cluster.job(start.job()).orElseThrow().spec().project();
      assertThat(
              BruteForce.quotaAllows(
                  cluster,
                  project,
                  new Resources(1, 0, 0),
                  other -> lessOne(cluster.usage(other), other.equals(project))))
          .as("%s is within quota after %s", project, start)
          .isTrue();
    }
  }

  private static Resources lessOne(Resources usage, boolean less) {
    return less ? usage.minus(new Resources(1, 0, 0)) : usage;
  }

  private static void assertReasonsAreTrue(TestCluster cluster, Cycle cycle) {
    assertExplainedTogether_asEachAlone(cluster, cycle);
    for (Job job : cluster.waiting()) {
      Explanation explanation = cycle.explain(cluster, job, cluster.now);
      assertThat(
              TruthCheck.falsehood(
                  cluster, explanation.site(), job, explanation.reason(), cluster.now))
          .isEmpty();
      assertThat(explanation.position()).isBetween(1L, explanation.queued());
      assertThat(explanation.reason().code().word()).isNotEqualTo("PendingEvaluation");
    }
  }

  /** One diagnosis a class and one pass for all positions tell what one a gang would tell. */
  static void assertExplainedTogether_asEachAlone(TestCluster cluster, Cycle cycle) {
    List<Job> waiting = cluster.waiting();
    List<Explanation> together = new Explanations(cycle, cluster, cluster.now).of(waiting);
    assertThat(together)
        .isEqualTo(waiting.stream().map(job -> cycle.explain(cluster, job, cluster.now)).toList());
    assertThat(together.stream().map(Explanation::position))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, waiting.size()).boxed().toList());
    for (int one = 0; one < waiting.size(); one++) {
      for (int other = 0; other < waiting.size(); other++) {
        if (priority(waiting.get(one)) > priority(waiting.get(other))) {
          assertThat(together.get(one).position()).isLessThan(together.get(other).position());
        }
      }
    }
  }

  private static int priority(Job job) {
    return job.spec().scheduling().priority();
  }

  private static void endSome(TestCluster cluster, Random random) {
    for (Job job : new ArrayList<>(cluster.running())) {
      boolean stopping = job.state() instanceof JobState.Stopping;
      if (random.nextInt(stopping ? 2 : 8) == 0) {
        endOrRequeue(cluster, job);
      }
    }
  }

  private static void endOrRequeue(TestCluster cluster, Job job) {
    if (job.state() instanceof JobState.Stopping) {
      cluster.requeue(job.id());
    } else {
      cluster.end(job.id());
    }
  }

  private static TestCluster randomCluster(Random random) {
    TestCluster cluster =
        aCluster()
            .withCpuNodes(1 + random.nextInt(3), 4 + random.nextInt(8))
            .withNodes(1 + random.nextInt(2), 16, 4, "h100", 80, Optional.of("nvlink"));
    Optional<String> lab = Optional.of("lab");
    if (random.nextBoolean()) {
      cluster
          .withQuota(cpuQuota("a", lab, 4 + random.nextInt(8), random.nextInt(8), 4))
          .withQuota(cpuQuota("b", lab, 4 + random.nextInt(8), random.nextInt(8), 99));
    }
    if (random.nextBoolean()) {
      cluster.withCpuQuota("c", 2 + random.nextInt(8));
    }
    return cluster;
  }

  private static GangBuilder randomGang(String name, Random random) {
    GangBuilder gang =
        aGang(name)
            .in(PROJECTS[random.nextInt(PROJECTS.length)])
            .priority(random.nextInt(3))
            .ranks(1 + random.nextInt(3))
            .cpus(1 + random.nextInt(6))
            .topology(TOPOLOGIES.get(random.nextInt(TOPOLOGIES.size())));
    if (random.nextInt(3) == 0) {
      gang.devices(1 + random.nextInt(3), "h100");
    } else if (random.nextInt(4) == 0) {
      gang.share(1 + random.nextInt(999));
    }
    if (random.nextBoolean()) {
      gang.preemptible();
    }
    return random.nextBoolean() ? gang : gang.expectedMinutes(1 + random.nextInt(30));
  }
}
