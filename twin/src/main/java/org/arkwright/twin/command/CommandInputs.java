package org.arkwright.twin.command;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipException;
import org.arkwright.model.id.Digest;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.Site;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.scheduler.order.OrderingPolicy;
import org.arkwright.scheduler.order.Orderings;
import org.arkwright.scheduler.policy.PlacementScore;
import org.arkwright.series.SeriesSource;
import org.arkwright.spec.Durations;
import org.arkwright.spec.NearestWord;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.Fleet;
import org.arkwright.spec.site.FleetReader;
import org.arkwright.spec.site.SiteReader;
import org.arkwright.twin.replay.Interruptions;
import org.arkwright.twin.trace.JobTrace;
import org.arkwright.twin.trace.NodeList;
import org.arkwright.twin.trace.TraceReader;
import org.arkwright.twin.trace.WrongInputException;

/** Readers for the inputs named on a command line. */
final class CommandInputs {
  static final String STANDARD_INPUT = "-";

  private static final int WEIGHT_MAX = 1_000_000;

  /** So that sums of times stay within 64 bits of nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private CommandInputs() {}

  /** Whether the answer is wanted as JSON: {@code --output json}; a table is the default. */
  static boolean wantsJson(Arguments arguments) throws WrongInputException {
    String format = arguments.last("--output").orElse("table");
    List<String> known = List.of("table", "json");
    if (!known.contains(format)) {
      throw unknown("output", format, known);
    }
    return format.equals("json");
  }

  /** Reads a trace; {@value #STANDARD_INPUT} is the process's standard input. */
  static JobTrace trace(String name) throws WrongInputException {
    if (name.equals(STANDARD_INPUT)) {
      return accepted(Path.of("standard input"), () -> TraceReader.read(System.in));
    }
    Path file = Path.of(name);
    return accepted(file, () -> TraceReader.read(file));
  }

  static Fleet fleet(String name) throws WrongInputException {
    Path file = Path.of(name);
    return accepted(
        file,
        () ->
            NodeList.isOne(file)
                ? NodeList.read(file)
                : FleetReader.read(Files.readAllBytes(file)));
  }

  static SiteSettings site(Optional<String> name) throws WrongInputException {
    if (name.isEmpty()) {
      return SiteSettings.DEFAULT;
    }
    Path file = Path.of(name.get());
    return accepted(file, () -> SiteReader.read(Files.readAllBytes(file)));
  }

  /**
   * Refuses nodes at a site that is not described: they would be free of rent and start-up by
   * mistake.
   *
   * @param file of the fleet
   * @param accepted sites that may be used without a description
   */
  static void requireSites(String file, Fleet fleet, SiteSettings site, Set<String> accepted)
      throws WrongInputException {
    for (NodeSpec node : fleet.nodes()) {
      if (!node.site().equals(Site.HOME)
          && !accepted.contains(node.site())
          && site.beside(node.site()).isEmpty()) {
        List<String> known = new ArrayList<>(List.of(Site.HOME));
        site.sites().ifPresent(sites -> sites.others().forEach(one -> known.add(one.name())));
        throw new WrongInputException(
            "%s: node %s: %s; --site names a file that describes sites"
                .formatted(
                    file, node.id().name(), unknown("site", node.site(), known).getMessage()));
      }
    }
  }

  /** Reads the series that a site's file names, with paths relative to its folder. */
  static List<EnergySeries> energySeries(SiteSettings site, Optional<String> file)
      throws WrongInputException {
    List<EnergySeries> energySeries = new ArrayList<>();
    if (file.isPresent()) {
      Path folder = Path.of(file.get()).toAbsolutePath().resolveSibling("");
      try {
        for (SeriesSource source : SeriesSource.of(site, folder)) {
          energySeries.add(source.read());
        }
      } catch (SeriesSource.UnreadableException e) {
        throw new WrongInputException(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new WrongInputException("interrupted while reading series");
      }
    }
    return energySeries;
  }

  /**
   * Reads the series that a site's file names from what was sent with it, and nothing else: each is
   * a file of the folder {@code .NAME.series} beside it, called by the digest of its source.
   */
  static List<EnergySeries> sentSeries(SiteSettings site, String file) throws WrongInputException {
    Path path = Path.of(file).toAbsolutePath();
    Path folder = path.resolveSibling("." + path.getFileName() + ".series");
    List<EnergySeries> energySeries = new ArrayList<>();
    for (SeriesSource source : SeriesSource.of(site, folder)) {
      Path sent =
          folder.resolve(
              Digest.of(Digest.sha256().digest(source.name().getBytes(StandardCharsets.UTF_8)))
                  .hex());
      if (Files.notExists(sent)) {
        throw new WrongInputException(
            "%s: the series '%s' was not sent; send its text in series, by that name"
                .formatted(file, source.shownName()));
      }
      try {
        energySeries.add(source.parse(Files.readString(sent)));
      } catch (SeriesSource.UnreadableException e) {
        throw new WrongInputException(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw new WrongInputException("%s: cannot be read: %s".formatted(file, e.getMessage()));
      }
    }
    return energySeries;
  }

  static Interruptions interruptions(Arguments arguments) throws WrongInputException {
    return new Interruptions(nanos(arguments, "--checkpoint"), nanos(arguments, "--restart"));
  }

  private static long nanos(Arguments arguments, String option) throws WrongInputException {
    Optional<String> text = arguments.last(option);
    if (text.isEmpty()) {
      return 0;
    }
    return Durations.parse(text.get())
        .filter(time -> time.compareTo(LONGEST) <= 0)
        .orElseThrow(() ->
            new WrongInputException(
                "%s is '%s', expected %s, at most %s"
                    .formatted(option, text.get(), Durations.SYNTAX, Durations.format(LONGEST))))
        .toNanos();
  }

  /**
   * Returns the site with a policy given as {@code ORDERING} or {@code
   * ORDERING:PLACEMENT=WEIGHT,…}.
   */
  static SiteSettings under(SiteSettings site, String policy) throws WrongInputException {
    String[] parts = policy.split(":", 2);
    String ordering = parts[0];
    if (Orderings.named(ordering).isEmpty()) {
      throw unknown(
          "ordering policy", ordering, Orderings.ALL.stream().map(OrderingPolicy::name).toList());
    }
    SortedMap<String, Integer> weights = new TreeMap<>();
    if (parts.length == 2) {
      for (String part : parts[1].split(",", -1)) {
        weight(part, weights);
      }
    } else {
      site.policies().ifPresent(named -> weights.putAll(named.placement()));
    }
    return site.withPolicies(
        Optional.of(new SiteSettings.Policies(Optional.of(ordering), weights)));
  }

  private static void weight(String part, SortedMap<String, Integer> weights)
      throws WrongInputException {
    String[] sides = part.split("=", 2);
    if (!PlacementScore.names().contains(sides[0])) {
      throw unknown("placement policy", sides[0], List.copyOf(PlacementScore.names()));
    }
    String weight = sides.length == 2 ? sides[1] : "1";
    if (!weight.matches("[0-9]{1,7}") || Integer.parseInt(weight) > WEIGHT_MAX) {
      throw new WrongInputException(
          "the weight of %s is '%s', expected a whole number from 0 to %d"
              .formatted(sides[0], weight, WEIGHT_MAX));
    }
    weights.put(sides[0], Integer.valueOf(weight));
  }

  static WrongInputException unknown(String what, String name, List<String> known) {
    return new WrongInputException(
        "there is no %s '%s'%s; known are %s"
            .formatted(
                what,
                name,
                NearestWord.to(name, known)
                    .map(near -> ", did you mean '" + near + "'?")
                    .orElse(""),
                String.join(", ", known)));
  }

  private static <T> T accepted(Path file, Source<T> source) throws WrongInputException {
    try {
      return WrongInputException.accepted(file, source.read());
    } catch (java.nio.file.NoSuchFileException _) {
      throw new WrongInputException(file + ": there is no such file");
    } catch (EOFException | ZipException _) {
      throw new WrongInputException(
          file + ": it is compressed, and damaged or cut short; expected gzip, or text");
    } catch (IOException e) {
      throw new WrongInputException("%s: cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  @FunctionalInterface
  private interface Source<T> {
    Reading<T> read() throws IOException;
  }
}
