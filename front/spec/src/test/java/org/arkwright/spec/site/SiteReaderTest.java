package org.arkwright.spec.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.SiteSettings.Watts;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Money;
import org.arkwright.spec.Reading;
import org.junit.jupiter.api.Test;

class SiteReaderTest {
  @Test
  void read_partialSite_keepsTheDefaultsElsewhere() {
    SiteSettings site =
        settings(
            """
            currency: USD
            prices: {deviceHour: {h100: 2.50}, cpuHour: 0.031}
            pue: 1.25
            watts: {devices: {h100: 80..650.5}}
            """);

    assertThat(site.currency()).isEqualTo("USD");
    assertThat(site.prices().deviceHour("h100")).isEqualTo(Money.of("2.5"));
    assertThat(site.prices().deviceHour("l4")).isEqualTo(Money.of("2"));
    assertThat(site.prices().cpuHour()).isEqualTo(Money.of("0.031"));
    assertThat(site.pue()).isEqualByComparingTo("1.25");
    assertThat(site.carbonPerKilowattHour())
        .isEqualTo(SiteSettings.DEFAULT.carbonPerKilowattHour());
    assertThat(site.power().device("h100"))
        .isEqualTo(new Watts(BigDecimal.valueOf(80), new BigDecimal("650.5")));
    assertThat(site.power().device("l4")).isEqualTo(Watts.of(16, 72));
  }

  @Test
  void maxLosses_isRead_zeroToo_andIsTwentyOtherwise() {
    assertThat(settings("maxLosses: 0").lossesAllowed()).isZero();
    assertThat(settings("maxLosses: 3").lossesAllowed()).isEqualTo(3);
    assertThat(settings("currency: EUR").lossesAllowed()).isEqualTo(20);
  }

  @Test
  void lease_isRead_withinItsBounds() {
    assertThat(jobs("lease: 5s"))
        .isEqualTo(
            new Reading.Read<>(
                new JobSettings(
                    List.of(), List.of(), Optional.empty(), Optional.of(Duration.ofSeconds(5)))));
    assertThat(jobs("lease: 1s").toString()).contains("lease", "1s", "from 5s to");
  }

  private static Reading<JobSettings> jobs(String document) {
    return SiteReader.jobs(document.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void read_energy_namesEnvelopeAndSeries() {
    SiteSettings.Energy energy =
        settings(
                """
                power: {envelope: 20.5}
                tariff: {source: prices.csv, forecastError: 5}
                carbon: {source: "https://example.org/co2.csv?key=x", refresh: 30m}
                """)
            .energy()
            .orElseThrow();

    assertThat(energy.envelopeKilowatts().orElseThrow()).isEqualByComparingTo("20.5");
    assertThat(energy.tariff().orElseThrow())
        .isEqualTo(
            new SiteSettings.Series("prices.csv", Duration.ofMinutes(15), BigDecimal.valueOf(5)));
    assertThat(energy.carbon().orElseThrow().refresh()).isEqualTo(Duration.ofMinutes(30));
    assertThat(settings("pue: 1.2\n").energy()).isEmpty();
  }

  @Test
  void read_wrongEnergy_isNamed() {
    assertThat(
            problems("power: {envelope: -1}\ntariff: {refresh: 1s}\ncarbon: {source: ftp://x/y}\n"))
        .contains("line 1: power.envelope is '-1'")
        .contains("line 2: tariff.refresh is '1s'")
        .contains("tariff.source is missing")
        .contains("line 3: carbon.source is 'ftp://x/y', expected a CSV file, or a URL");
  }

  @Test
  void read_unknownField_namesTheLineAndTheNearest() {
    assertThat(problems("currency: EUR\nprices:\n  cpuHours: 1\n"))
        .contains("line 3: unknown field 'cpuHours' in prices – did you mean 'cpuHour'?");
  }

  @Test
  void read_wrongValues_areAllNamed() {
    assertThat(problems("currency: euro\npue: 0.9\nwatts: {cpuCore: 5..1}\ncarbonIntensity: -1\n"))
        .contains("line 1: currency is 'euro'")
        .contains("line 2: pue is '0.9', expected a decimal number from 1")
        .contains("line 3: watts.cpuCore is '5..1'")
        .contains("line 4: carbonIntensity is '-1'");
  }

  @Test
  void policies_areThoseNamed_orEmpty() {
    assertThat(settings("currency: EUR\n").policies()).isEmpty();
    SiteSettings.Policies policies =
        settings("ordering: fifo\nplacement: {packing: 1, best-fit: 3}\n").policies().orElseThrow();
    assertThat(policies.ordering()).contains("fifo");
    assertThat(policies.placement()).containsExactly(entry("best-fit", 3), entry("packing", 1));
    assertThat(problems("ordering: fastest\n")).contains("line 1").contains("forecast, fifo");
  }

  @Test
  void placement_unknownPolicyOrWeight_isNamed() {
    assertThat(problems("placement:\n  worst-fit: 1\n"))
        .contains("line 2")
        .contains("worst-fit")
        .contains("best-fit, carbon, expected-waste");
    assertThat(problems("placement: {packing: much}\n")).contains("line 1: placement.packing");
  }

  @Test
  void sites_areReadWithTheirTerms_andTheRestIsAsAtHome() {
    SiteSettings read =
        settings(
            """
            prices: {deviceHour: {h100: 2}, cpuHour: 0.03}
            waitCost: 5
            waitCosts: {urgent: 50}
            sites:
              cloud:
                prices: {deviceHour: {h100: 3.5}}
                pue: 1.1
                carbonIntensity: 60
                kilowattHour: 0.12
                transfer: {gibibyte: 0.05, perSecond: 1 GiB}
                data: [dataset/pile]
                quota: {devices: 64}
                rent: {startUp: 4m, minimum: 1h}
            """);
    Sites sites = read.sites().orElseThrow();
    Site cloud = sites.named("cloud").orElseThrow();

    assertThat(sites.waitHour(new ProjectName("urgent"))).isEqualTo(Money.of("50"));
    assertThat(sites.waitHour(new ProjectName("other"))).isEqualTo(Money.of("5"));
    assertThat(cloud.prices().deviceHour("h100")).isEqualTo(Money.of("3.5"));
    assertThat(cloud.prices().cpuHour()).isEqualTo(Money.of("0.03"));
    assertThat(cloud.quota().deviceThousandths()).isEqualTo(64_000);
    assertThat(cloud.rent()).contains(new Site.Rent(Duration.ofMinutes(4), Duration.ofHours(1)));
    assertThat(cloud.data()).extracting(ArtifactName::toString).containsExactly("dataset/pile");
    assertThat(cloud.transfer().orElseThrow().perSecond()).isEqualTo(Bytes.ofGibibytes(1));
    assertThat(read.terms("nowhere").prices()).isEqualTo(read.prices());
  }

  @Test
  void wrongSites_areAllNamed() {
    assertThat(
            problems(
                """
                sites:
                  home: {}
                  a: {pue: 0.5, transfer: {gibibyte: 1}, data: [x]}
                  b: 1
                """))
        .contains("waitCost is missing")
        .contains("line 2: a key of sites is 'home'")
        .contains("line 3: sites.a.pue is '0.5'")
        .contains("sites.a.transfer.perSecond is missing")
        .contains("line 3: sites.a.data is 'x', expected KIND/NAME")
        .contains("line 4: sites.b");
    assertThat(problems("waitCost: 3\n"))
        .contains("waitCost is '3', expected sites in the same document");
  }

  @Test
  void topology_placesNodes_andOtherwiseTheirLabelsDo() {
    String document = "topology: {gpu-1: b1/r1, gpu-1*: b1/r2, gpu-*: r9}\n";
    NodePlaces places =
        switch (SiteReader.places(document.getBytes(StandardCharsets.UTF_8))) {
          case Reading.Read<NodePlaces>(NodePlaces read) -> read;
          case Reading.Rejected<NodePlaces>(var problems) ->
              throw new AssertionError(problems.toString());
        };

    assertThat(placed(places, "gpu-1")).isEqualTo(new TopologyPath("b1", "r1"));
    assertThat(placed(places, "gpu-17")).isEqualTo(new TopologyPath("b1", "r2"));
    assertThat(placed(places, "gpu-2")).isEqualTo(new TopologyPath("", "r9"));
    assertThat(placed(places, "cpu-2", "rack", "r5")).isEqualTo(new TopologyPath("", "r5"));
    assertThat(placed(places, "cpu-2")).isEqualTo(TopologyPath.UNKNOWN);
    assertThat(settings(document)).isEqualTo(SiteSettings.DEFAULT);
  }

  @Test
  void topology_wrongPlace_isNamedWithItsLine() {
    assertThat(problems("topology:\n  n1: a/b/c\n"))
        .contains("line 2: topology.n1")
        .contains("block/rack");
    assertThat(problems("topology: {'*n': r1}\n")).contains("a node's name");
  }

  private static TopologyPath placed(NodePlaces places, String name, String... label) {
    TreeMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < label.length; i += 2) {
      labels.put(label[i], label[i + 1]);
    }
    return places
        .place(
            new NodeSpec(
                NodeId.atHome(name),
                1000,
                Bytes.ZERO,
                List.of(),
                TopologyPath.UNKNOWN,
                labels,
                List.of()))
        .topology();
  }

  private static SiteSettings settings(String document) {
    return switch (SiteReader.read(document.getBytes(StandardCharsets.UTF_8))) {
      case Reading.Read<SiteSettings>(SiteSettings settings) -> settings;
      case Reading.Rejected<SiteSettings>(var problems) ->
          throw new AssertionError(problems.toString());
    };
  }

  private static String problems(String document) {
    return switch (SiteReader.read(document.getBytes(StandardCharsets.UTF_8))) {
      case Reading.Read<SiteSettings>(var read) -> throw new AssertionError(read.toString());
      case Reading.Rejected<SiteSettings>(var problems) -> problems.toString();
    };
  }
}
