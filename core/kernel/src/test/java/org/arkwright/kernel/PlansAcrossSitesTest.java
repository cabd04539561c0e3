package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Plan;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;
import org.junit.jupiter.api.Test;

/**
 * The entries of a plan that the kernel skips where there are several sites; away may hold 2 cores.
 */
class PlansAcrossSitesTest {
  private final KernelScenario scenario = new KernelScenario().node("home-1", 4, "h100", 0);

  PlansAcrossSitesTest() {
    scenario.events(new Command.ReportNode(away(KernelScenario.nodeSpec("away-1", 4, "h100", 0))));
    settings(SiteSettings.DEFAULT);
  }

  /** Returns the node moved to the other site. */
  static NodeSpec away(NodeSpec like) {
    return like.withId(new NodeId("away", like.id().name()));
  }

  private void settings(SiteSettings home) {
    scenario.events(twoSites(home, "0", 2000));
  }

  /** The given home site, and a second site that differs only in its quota. */
  static UsageCommand.SetSite twoSites(SiteSettings home, String waitHour, long cpuMillisMax) {
    Site like = Site.home(home);
    Site away =
        new Site(
            "away",
            like.prices(),
            like.pue(),
            like.carbonPerKilowattHour(),
            Money.ZERO,
            Optional.empty(),
            List.of(),
            new Resources(cpuMillisMax, Resources.UNLIMITED_AMOUNT, Resources.UNLIMITED_AMOUNT),
            Optional.empty());
    Sites sites = new Sites(Money.of(waitHour), new TreeMap<>(), List.of(away));
    return new UsageCommand.SetSite(home.withSites(sites));
  }

  @Test
  void gangOnTwoSites_doesNotStart() {
    JobId job = scenario.submit(aJob("wide").ranks(2));

    assertThat(plan(scenario.entry(job, "home-1", "away/away-1"))).isEmpty();
    assertThat(plan(scenario.entry(job, "away/away-1", "away/away-1"))).hasSize(1);
  }

  @Test
  void siteQuota_holdsWithinOnePlanAndOverSeveral() {
    JobId one = scenario.submit(aJob("one"));
    JobId two = scenario.submit(aJob("two").ranks(2));
    JobId three = scenario.submit(aJob("three"));

    assertThat(
            plan(
                scenario.entry(one, "away/away-1"),
                scenario.entry(two, "away/away-1", "away/away-1")))
        .hasSize(1);
    assertThat(plan(scenario.entry(two, "away/away-1", "away/away-1"))).isEmpty();
    assertThat(plan(scenario.entry(three, "away/away-1"))).hasSize(1);
  }

  /** What runs goes on, above the quota too, and counts even if it began before there was one. */
  @Test
  void loweredSiteQuota_countsWhatRunsAlready() {
    JobId one = scenario.submit(aJob("one"));
    JobId two = scenario.submit(aJob("two"));
    scenario.events(new UsageCommand.SetSite(SiteSettings.DEFAULT));
    assertThat(plan(scenario.entry(one, "away/away-1"))).hasSize(1);

    scenario.events(twoSites(SiteSettings.DEFAULT, "0", 1000));
    assertThat(plan(scenario.entry(two, "away/away-1"))).isEmpty();
    scenario.events(twoSites(SiteSettings.DEFAULT, "0", 500));
    assertThat(plan(scenario.entry(two, "away/away-1"))).isEmpty();
    scenario.events(twoSites(SiteSettings.DEFAULT, "0", 2000));
    assertThat(plan(scenario.entry(two, "away/away-1"))).hasSize(1);
  }

  /** Found by seed 761 of the simulation. */
  @Test
  void exceededEnvelopeOfHome_doesNotAffectAway() {
    settings(SiteSettings.DEFAULT.withEnvelope(Optional.of(new BigDecimal("0.001"))));
    JobId job = scenario.submit(aJob("job"));

    assertThat(plan(scenario.entry(job, "home-1"))).isEmpty();
    assertThat(plan(scenario.entry(job, "away/away-1"))).hasSize(1);
  }

  private List<Event> plan(Plan.Start... starts) {
    return scenario.events(new Command.ApplyPlan(new Plan(List.of(starts), List.of())));
  }
}
