package org.arkwright.simulation.check;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Event;
import org.arkwright.model.UsageEvent;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;
import org.arkwright.simulation.time.Violation;
import org.junit.jupiter.api.Test;

/** Shows that the check can fail, which the system never lets happen. */
class SiteCheckTest {
  private final SiteCheck check = twoSites();

  private static SiteCheck twoSites() {
    SiteCheck check = new SiteCheck();
    Site like = Site.home(SiteSettings.DEFAULT);
    Site away =
        new Site(
            "away",
            like.prices(),
            like.pue(),
            like.carbonPerKilowattHour(),
            Money.ZERO,
            Optional.empty(),
            List.of(),
            new Resources(3000, Resources.UNLIMITED_AMOUNT, 0),
            Optional.empty());
    Sites sites = new Sites(Money.ZERO, new TreeMap<>(), List.of(away));
    check.happened(new UsageEvent.SiteSet(SiteSettings.DEFAULT.withSites(sites), 0));
    check.happened(joined(Site.HOME, "n-home"));
    check.happened(joined("away", "n-away"));
    return check;
  }

  @Test
  void straddlingGang_isDetected() {
    assertThatThrownBy(() -> start(1, "n-home", "away/n-away"))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("several sites: [away, home]");
  }

  @Test
  void exceededQuota_isDetected() {
    start(1, "n-home", "n-home", "n-home", "n-home");
    start(2, "away/n-away", "away/n-away");
    assertThatThrownBy(() -> start(3, "away/n-away", "away/n-away"))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("takes site away");
  }

  private void start(int job, String... nodes) {
    JobId id = new JobId(job);
    List<RankPlacement> ranks = new ArrayList<>();
    for (String node : nodes) {
      ranks.add(new RankPlacement(ranks.size(), id(node), List.of()));
    }
    check.happened(new Event.JobSubmitted(id, spec(nodes.length), "ada", Optional.empty(), 0));
    check.happened(new Event.AttemptStarted(new AttemptId(id, 1), new Allocation(ranks), 0));
  }

  private static JobSpec spec(int ranks) {
    return new JobSpec(
        "job",
        ProjectName.DEFAULT,
        new TreeMap<>(),
        new JobSpec.Gang(
            ranks, new RankResources(1000, Bytes.ZERO, Optional.empty()), Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            RestartPolicy.DEFAULT,
            Optional.empty(),
            Duration.ZERO),
        new JobSpec.Scheduling(0, false, Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty());
  }

  private static Event joined(String site, String name) {
    return new Event.NodeJoined(
        new NodeSpec(
            new NodeId(site, name),
            8000,
            Bytes.ofGibibytes(8),
            List.of(),
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of()),
        0);
  }

  /** Parses {@code SITE/NAME}, or the bare name of a node at home. */
  private static NodeId id(String node) {
    return NodeId.parse(node).orElseGet(() -> NodeId.atHome(node));
  }
}
