package org.arkwright.spec.site;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.model.id.NodeId;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads the request for a token with which a host joins: {@code site} and {@code ttl}. */
public final class JoinTokenReader {
  private static final List<String> FIELDS = List.of("site", "ttl");
  private static final Duration LIFETIME_MIN = Duration.ofSeconds(1);
  private static final Duration LIFETIME_MAX = Duration.ofDays(7);

  private JoinTokenReader() {}

  /**
   * The requested token.
   *
   * @param site the site that the host joins
   * @param lifetime how long the token counts; empty for the usual time
   */
  public record Wanted(String site, Optional<Duration> lifetime) {}

  /**
   * Reads YAML or JSON in UTF-8; an empty document is a token for home.
   *
   * @param sites the sites that hosts may join
   */
  public static Reading<Wanted> read(byte[] document, Set<String> sites) {
    if (document.length == 0) {
      return new Reading.Read<>(new Wanted(NodeId.HOME, Optional.empty()));
    }
    SpecProblems problems = new SpecProblems();
    Optional<Wanted> wanted =
        SpecDocument.parse(document, problems).map(mapping -> wanted(mapping, sites, problems));
    return problems.isEmpty() && wanted.isPresent()
        ? new Reading.Read<>(wanted.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static Wanted wanted(MappingNode mapping, Set<String> sites, SpecProblems problems) {
    SpecFields fields = new SpecFields("", mapping, FIELDS, problems);
    SpecScalar<String> name = SpecScalar.name();
    return new Wanted(
        fields
            .value(
                "site",
                new SpecScalar<>(
                    "one of " + String.join(", ", new TreeSet<>(sites)),
                    node -> name.read(node).filter(sites::contains)))
            .orElse(NodeId.HOME),
        fields.value("ttl", SpecScalar.duration(LIFETIME_MIN, LIFETIME_MAX)));
  }
}
