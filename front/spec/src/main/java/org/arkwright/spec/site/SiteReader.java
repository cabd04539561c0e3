package org.arkwright.spec.site;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.SiteSettings.Energy;
import org.arkwright.model.site.SiteSettings.Policies;
import org.arkwright.model.site.SiteSettings.Power;
import org.arkwright.model.site.SiteSettings.Prices;
import org.arkwright.model.site.SiteSettings.Series;
import org.arkwright.model.site.SiteSettings.Watts;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;
import org.arkwright.scheduler.order.Orderings;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads a site's {@code site.yaml}: {@code currency}, {@code prices}, {@code pue}, {@code
 * carbonIntensity}, {@code watts}, {@code placement}, {@code ordering}, {@code topology}, {@code
 * power}, {@code tariff}, {@code carbon}, {@code carbonPrice}, {@code imports}, {@code sandbox},
 * {@code rankLog}, {@code lease}, and the fields of {@link SitesReader}. Omitted fields, and device
 * kinds missing from a table, are as in {@link SiteSettings#DEFAULT}.
 */
public final class SiteReader {
  static final List<String> FIELDS =
      List.of(
          "currency",
          "prices",
          "pue",
          "carbonIntensity",
          "watts",
          "placement",
          "ordering",
          "topology",
          "power",
          "tariff",
          "carbon",
          "carbonPrice",
          "imports",
          "sandbox",
          "rankLog",
          "lease",
          "sites",
          "waitCost",
          "waitCosts",
          "maxLosses",
          "retention",
          "transfers",
          "workers");
  static final List<String> PRICES =
      List.of("deviceHour", "cpuHour", "gibibyteHour", "thousandTokensIn", "thousandTokensOut");
  private static final SpecScalar<String> CURRENCY =
      SpecScalar.text("three capital letters such as EUR", text -> text.matches("[A-Z]{3}"));
  private static final SpecScalar<String> KIND =
      SpecScalar.text(
          "a device kind in lower case such as h100, or other",
          text -> text.matches("[a-z0-9][a-z0-9._-]{0,62}"));

  static final List<String> SERIES = List.of("source", "refresh", "forecastError");
  private static final SpecScalar<String> SOURCE =
      SpecScalar.text("a CSV file, or a URL of http or https", SiteReader::isSource);
  private static final Duration REFRESH_MIN = Duration.ofMinutes(1);
  private static final Duration REFRESH_DEFAULT = Duration.ofMinutes(15);
  private static final List<String> POLICIES = List.copyOf(PlacementScore.names());
  private static final SpecScalar<String> POLICY =
      SpecScalar.text("one of " + String.join(", ", POLICIES), POLICIES::contains);
  private static final SpecScalar<String> ORDERING =
      SpecScalar.text("one of " + Orderings.names(), name -> Orderings.named(name).isPresent());

  /** Real ones are below 3; beyond a hundred a power would not be one that can be counted. */
  static final SpecScalar<BigDecimal> PUE =
      SpecScalar.decimal(BigDecimal.ONE, BigDecimal.valueOf(100));

  /** Under an envelope of 0 nothing would ever run. */
  private static final SpecScalar<BigDecimal> ENVELOPE =
      new SpecScalar<>(
          "kilowatts above 0 such as 20 or 4.5; leave it out for no limit",
          node ->
              SpecScalar.decimal(BigDecimal.ZERO).read(node).filter(value -> value.signum() > 0));

  private static final int WEIGHT_MAX = 1_000_000;
  private static final int LOSSES_MAX = 1_000_000;

  private SiteReader() {}

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<SiteSettings> read(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<SiteSettings> settings =
        SpecDocument.parse(document, problems).map(mapping -> settings(mapping, problems));
    return problems.isEmpty() && settings.isPresent()
        ? new Reading.Read<>(settings.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads the partitions of this machine from the same document. */
  public static Reading<LocalPartitions> localPartitions(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<LocalPartitions> partitions =
        SpecDocument.parse(document, problems)
            .map(mapping ->
                SitesReader.localPartitions(new SpecFields("", mapping, FIELDS, problems)));
    return problems.isEmpty() && partitions.isPresent()
        ? new Reading.Read<>(partitions.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads the places of nodes from the same document. */
  public static Reading<NodePlaces> places(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<NodePlaces> places =
        SpecDocument.parse(document, problems)
            .map(mapping -> NodePlaces.in(new SpecFields("", mapping, FIELDS, problems)));
    return problems.isEmpty() && places.isPresent()
        ? new Reading.Read<>(places.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads what hosts that joined offer from the same document. */
  public static Reading<WorkerOffers> workers(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<WorkerOffers> offers =
        SpecDocument.parse(document, problems)
            .map(mapping -> WorkerOffers.in(new SpecFields("", mapping, FIELDS, problems)));
    return problems.isEmpty() && offers.isPresent()
        ? new Reading.Read<>(offers.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads what imports may do from the same document. */
  public static Reading<ImportSettings> imports(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<ImportSettings> imports =
        SpecDocument.parse(document, problems)
            .map(mapping -> ImportSettings.in(new SpecFields("", mapping, FIELDS, problems)));
    return problems.isEmpty() && imports.isPresent()
        ? new Reading.Read<>(imports.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads how long things are kept from the same document. */
  public static Reading<RetentionSettings> retention(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<RetentionSettings> retention =
        SpecDocument.parse(document, problems)
            .map(mapping -> RetentionSettings.in(new SpecFields("", mapping, FIELDS, problems)));
    return problems.isEmpty() && retention.isPresent()
        ? new Reading.Read<>(retention.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads how fast files go to and from workers from the same document. */
  public static Reading<TransferSettings> transfers(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<TransferSettings> transfers =
        SpecDocument.parse(document, problems)
            .map(mapping -> TransferSettings.in(new SpecFields("", mapping, FIELDS, problems)));
    return problems.isEmpty() && transfers.isPresent()
        ? new Reading.Read<>(transfers.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  /** Reads what jobs are given from the same document. */
  public static Reading<JobSettings> jobs(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<JobSettings> jobs =
        SpecDocument.parse(document, problems)
            .map(mapping -> JobSettings.in(new SpecFields("", mapping, FIELDS, problems)));
    return problems.isEmpty() && jobs.isPresent()
        ? new Reading.Read<>(jobs.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static SiteSettings settings(MappingNode mapping, SpecProblems problems) {
    SiteSettings defaults = SiteSettings.DEFAULT;
    SpecFields fields = new SpecFields("", mapping, FIELDS, problems);
    NodePlaces.in(fields);
    ImportSettings.in(fields);
    RetentionSettings.in(fields);
    TransferSettings.in(fields);
    JobSettings.in(fields);
    SiteSettings home = home(fields, defaults);
    return SitesReader.read(fields, home).map(home::withSites).orElse(home);
  }

  private static SiteSettings home(SpecFields fields, SiteSettings defaults) {
    return new SiteSettings(
        fields.value("currency", CURRENCY).orElse(defaults.currency()),
        fields
            .mapping("prices", PRICES)
            .map(prices -> prices(prices, defaults.prices()))
            .orElse(defaults.prices()),
        fields.value("pue", PUE).orElse(defaults.pue()),
        fields
            .value("carbonIntensity", SpecScalar.decimal(BigDecimal.ZERO))
            .map(GramsCo2::new)
            .orElse(defaults.carbonPerKilowattHour()),
        fields
            .mapping("watts", List.of("cpuCore", "devices"))
            .map(SiteReader::power)
            .orElse(defaults.power()),
        policies(fields),
        energy(fields),
        Optional.empty(),
        fields.value("maxLosses", SpecScalar.wholeNumber(0, LOSSES_MAX)));
  }

  private static Optional<Policies> policies(SpecFields fields) {
    Policies policies =
        new Policies(
            fields.value("ordering", ORDERING),
            fields.dictionary("placement", POLICY, SpecScalar.wholeNumber(0, WEIGHT_MAX)));
    return Optional.of(policies)
        .filter(named -> named.ordering().isPresent() || !named.placement().isEmpty());
  }

  private static Optional<Energy> energy(SpecFields fields) {
    Energy energy =
        new Energy(
            fields
                .mapping("power", List.of("envelope"))
                .flatMap(power -> power.value("envelope", ENVELOPE)),
            fields.value("carbonPrice", money()).orElse(Energy.CARBON_PRICE_USUAL),
            fields.mapping("tariff", SERIES).flatMap(SiteReader::series),
            fields.mapping("carbon", SERIES).flatMap(SiteReader::series));
    return Optional.of(energy).filter(read -> !read.equals(Energy.NONE));
  }

  private static Optional<Series> series(SpecFields fields) {
    Duration refresh =
        fields.value("refresh", SpecScalar.duration(REFRESH_MIN)).orElse(REFRESH_DEFAULT);
    BigDecimal error =
        fields.value("forecastError", SpecScalar.decimal(BigDecimal.ZERO)).orElse(BigDecimal.ZERO);
    if (!fields.has("source")) {
      fields.problems().document(SOURCE.expected(), fields.pathOf("source") + " is missing");
    }
    return fields.value("source", SOURCE).map(source -> new Series(source, refresh, error));
  }

  static Prices prices(SpecFields fields, Prices defaults) {
    return new Prices(
        withOverrides(defaults.deviceHour(), fields.dictionary("deviceHour", KIND, money())),
        fields.value("cpuHour", money()).orElse(defaults.cpuHour()),
        fields.value("gibibyteHour", money()).orElse(defaults.gibibyteHour()),
        fields.value("thousandTokensIn", money()).orElse(defaults.thousandTokensIn()),
        fields.value("thousandTokensOut", money()).orElse(defaults.thousandTokensOut()));
  }

  private static Power power(SpecFields fields) {
    Power defaults = Power.DEFAULT;
    return new Power(
        fields.value("cpuCore", watts()).orElse(defaults.cpuCore()),
        withOverrides(defaults.devices(), fields.dictionary("devices", KIND, watts())));
  }

  private static <T> SortedMap<String, T> withOverrides(
      SortedMap<String, T> defaults, SortedMap<String, T> overrides) {
    SortedMap<String, T> table = new TreeMap<>(defaults);
    table.putAll(overrides);
    return table;
  }

  private static boolean isSource(String text) {
    return text.matches("https?://[^ ]+") || (!text.isBlank() && !text.contains("://"));
  }

  static SpecScalar<Money> money() {
    SpecScalar<BigDecimal> number = SpecScalar.decimal(BigDecimal.ZERO);
    return new SpecScalar<>(number.expected(), node -> number.read(node).map(Money::new));
  }

  private static SpecScalar<Watts> watts() {
    return new SpecScalar<>(
        "watts when idle and at the peak, such as 70..700",
        node ->
            node.getValue().matches("[0-9]{1,6}(\\.[0-9]{1,3})?\\.\\.[0-9]{1,6}(\\.[0-9]{1,3})?")
                ? range(node.getValue().split("\\.\\.", 2))
                : Optional.empty());
  }

  private static Optional<Watts> range(String[] ends) {
    BigDecimal idle = new BigDecimal(ends[0]);
    BigDecimal peak = new BigDecimal(ends[1]);
    return peak.compareTo(idle) < 0 ? Optional.empty() : Optional.of(new Watts(idle, peak));
  }
}
