package org.arkwright.spec.site;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.Sites;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.GramsCo2;
import org.arkwright.model.unit.Money;
import org.arkwright.model.unit.Resources;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the sites beside home: {@code waitCost}, {@code waitCosts} by project, and {@code sites} by
 * name, each with {@code prices}, {@code pue}, {@code carbonIntensity}, {@code kilowattHour},
 * {@code transfer}, {@code data}, {@code quota}, {@code rent} and {@code local}. Fields a site
 * omits are as at home.
 */
final class SitesReader {
  static final List<String> SITE =
      List.of(
          "prices",
          "pue",
          "carbonIntensity",
          "kilowattHour",
          "transfer",
          "data",
          "quota",
          "rent",
          "local");
  private static final String EXPECTED = "sites by name, each a mapping of their terms";
  private static final SpecScalar<String> NAME =
      SpecScalar.text("a name other than home", name -> !name.equals(Site.HOME));

  /** Longer ones added up would be beyond all times. */
  private static final Duration RENT_MAX = Duration.ofDays(366);

  private static final SpecScalar<Long> CORES =
      new SpecScalar<>(
          "cores above 0 with at most three decimals, such as 2 or 0.5",
          node -> SpecScalar.cores().read(node).filter(millis -> millis > 0));

  private final SiteSettings home;
  private final SpecProblems problems;

  private SitesReader(SiteSettings home, SpecProblems problems) {
    this.home = home;
    this.problems = problems;
  }

  /** Reads the document's sites other than home; empty without {@code sites}. */
  static Optional<Sites> read(SpecFields fields, SiteSettings home) {
    var costs = fields.dictionary("waitCosts", SpecScalar.name(), SiteReader.money());
    Optional<Money> cost = fields.value("waitCost", SiteReader.money());
    Optional<Node> table = fields.node("sites", EXPECTED);
    if (table.isEmpty()) {
      for (String alone : List.of("waitCost", "waitCosts")) {
        fields
            .node(alone, "sites")
            .ifPresent(node -> fields.problems().value(alone, node, "sites in the same document"));
      }
      return Optional.empty();
    }
    if (!fields.has("waitCost")) {
      fields
          .problems()
          .document(
              "the cost per hour a gang spends queued",
              "waitCost is missing: without it, waiting cannot be weighed against renting");
    }
    SitesReader reader = new SitesReader(home, fields.problems());
    List<Site> sites = reader.sites(table.get());
    return cost.map(waitHour -> new Sites(waitHour, costs, sites));
  }

  /** Reads the sites that are partitions of this machine. */
  static LocalPartitions localPartitions(SpecFields fields) {
    SortedMap<String, Resources> partitions = new TreeMap<>();
    if (fields.node("sites", EXPECTED).orElse(null) instanceof MappingNode table) {
      for (NodeTuple tuple : table.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && tuple.getValueNode() instanceof MappingNode terms) {
          String path = "sites." + key.getValue();
          partition(new SpecFields(path, terms, SITE, fields.problems()))
              .ifPresent(partition -> partitions.put(key.getValue(), partition));
        }
      }
    }
    return new LocalPartitions(partitions);
  }

  private static Optional<Resources> partition(SpecFields site) {
    return site.mapping("local", List.of("cpus", "memory"))
        .map(partition ->
            new Resources(
                partition.value("cpus", CORES).orElse(1000L),
                partition.value("memory", SpecScalar.bytes()).orElse(Bytes.ofGibibytes(1)).value(),
                0));
  }

  private List<Site> sites(Node table) {
    List<Site> sites = new ArrayList<>();
    if (!(table instanceof MappingNode mapping)) {
      problems.value("sites", table, EXPECTED);
      return sites;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Optional<String> name = name(tuple.getKeyNode());
      if (name.isPresent() && sites.stream().anyMatch(site -> site.name().equals(name.get()))) {
        problems.value("sites", tuple.getKeyNode(), "each site once");
      } else if (name.isPresent()) {
        if (tuple.getValueNode() instanceof MappingNode terms) {
          sites.add(site(name.get(), terms));
        } else {
          problems.value("sites." + name.get(), tuple.getValueNode(), "a mapping of its terms");
        }
      }
    }
    return sites;
  }

  private Optional<String> name(Node key) {
    Optional<String> name =
        key instanceof ScalarNode scalar
            ? SpecScalar.name().read(scalar).filter(_ -> NAME.read(scalar).isPresent())
            : Optional.empty();
    if (name.isEmpty()) {
      problems.value("a key of sites", key, SpecScalar.name().expected() + ", and not home");
    }
    return name;
  }

  private Site site(String name, MappingNode mapping) {
    SpecFields fields = new SpecFields("sites." + name, mapping, SITE, problems);
    partition(fields); // Only for its problems.
    return new Site(
        name,
        fields
            .mapping("prices", SiteReader.PRICES)
            .map(prices -> SiteReader.prices(prices, home.prices()))
            .orElse(home.prices()),
        fields.value("pue", SiteReader.PUE).orElse(home.pue()),
        fields
            .value("carbonIntensity", SpecScalar.decimal(BigDecimal.ZERO))
            .map(GramsCo2::new)
            .orElse(home.carbonPerKilowattHour()),
        fields.value("kilowattHour", SiteReader.money()).orElse(Money.ZERO),
        fields.mapping("transfer", List.of("gibibyte", "perSecond")).flatMap(this::transfer),
        data(fields),
        QuotaReader.amount(fields, "quota"),
        fields
            .mapping("rent", List.of("startUp", "minimum"))
            .map(rent -> new Site.Rent(time(rent, "startUp"), time(rent, "minimum"))));
  }

  private static Duration time(SpecFields rent, String name) {
    return rent.value(name, SpecScalar.duration(Duration.ZERO, RENT_MAX)).orElse(Duration.ZERO);
  }

  private Optional<Site.Transfer> transfer(SpecFields fields) {
    SpecScalar<Bytes> bytes = SpecScalar.bytes();
    SpecScalar<Bytes> rate =
        new SpecScalar<>(
            bytes.expected() + ", at least one byte per second",
            node -> bytes.read(node).filter(size -> size.value() > 0));
    if (!fields.has("perSecond")) {
      problems.document(rate.expected(), fields.pathOf("perSecond") + " is missing");
    }
    Money price = fields.value("gibibyte", SiteReader.money()).orElse(Money.ZERO);
    return fields.value("perSecond", rate).map(speed -> new Site.Transfer(price, speed));
  }

  private List<ArtifactName> data(SpecFields fields) {
    List<ArtifactName> names = new ArrayList<>();
    String expected = "a list of artifacts, each " + ArtifactName.SYNTAX;
    Optional<Node> found = fields.node("data", expected);
    if (found.isPresent() && !(found.get() instanceof SequenceNode)) {
      problems.value(fields.pathOf("data"), found.get(), expected);
    }
    if (found.orElse(null) instanceof SequenceNode list) {
      for (Node node : list.getValue()) {
        Optional<ArtifactName> name =
            node instanceof ScalarNode scalar
                ? ArtifactName.parse(scalar.getValue())
                : Optional.empty();
        if (name.isEmpty()) {
          problems.value(fields.pathOf("data"), node, ArtifactName.SYNTAX);
        }
        name.ifPresent(names::add);
      }
    }
    return names;
  }
}
