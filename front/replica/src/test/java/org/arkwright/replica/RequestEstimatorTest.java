package org.arkwright.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.usage.CostEstimate;
import org.arkwright.gateway.usage.TokenCount;
import org.arkwright.model.deployment.Deployment;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.deployment.Scaling;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.SiteSettings.Prices;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Share;
import org.junit.jupiter.api.Test;

class RequestEstimatorTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void replicaOfEitherOfTwoKinds_isPricedAsTheDearer_inWhateverOrderTheyAreNamed() {
    CostEstimate dear = estimate(Optional.of("h100"));
    assertThat(dear.cost()).isEqualByComparingTo(new BigDecimal("3"));
    assertThat(estimate(Optional.of("l4|h100"))).isEqualTo(dear);
    assertThat(estimate(Optional.of("H100|l4"))).isEqualTo(dear);
    assertThat(estimate(Optional.of("l4")).cost()).isEqualByComparingTo(new BigDecimal("1"));
    assertThat(estimate(Optional.empty()).cost())
        .as("of any kind it is of the others")
        .isEqualByComparingTo(new BigDecimal("2"));
  }

  /** Of the devices alone, for an hour. */
  private static CostEstimate estimate(Optional<String> kind) {
    DeploymentName name = new DeploymentName(ProjectName.DEFAULT, "chat");
    RankResources resources =
        new RankResources(
            0, Bytes.ZERO, Optional.of(new DeviceRequest(kind, Bytes.ZERO, 1, Share.WHOLE)));
    DeploymentSpec spec =
        new DeploymentSpec(
            name,
            new DeploymentSpec.Serving(
                Optional.empty(), ModelRuntime.COMMAND, List.of("serve"), "chat"),
            new DeploymentSpec.ReplicaTemplate(
                0, resources, Collections.emptySortedMap(), Optional.empty(), Optional.empty()),
            Replicas.ONE,
            Scaling.DEFAULT,
            Probes.DEFAULT,
            DeploymentSpec.DRAIN_DEFAULT);
    TreeMap<String, Money> hours = new TreeMap<>();
    hours.put("h100", Money.of("3"));
    hours.put("l4", Money.of("1"));
    hours.put(SiteSettings.OTHER, Money.of("2"));
    SiteSettings site = SiteSettings.DEFAULT;
    site =
        new SiteSettings(
            site.currency(),
            new Prices(hours, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO),
            site.pue(),
            site.carbonPerKilowattHour(),
            site.power(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return RequestEstimator.of(site, List.of(new Deployment(spec, 1, "p-1", 0, 1, 0)))
        .estimate(new RouteName(ProjectName.DEFAULT, "chat"), TokenCount.ZERO, 3600 * SECOND, 1)
        .orElseThrow();
  }
}
