package org.arkwright.spec.site;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.NodeCommand;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.Node;

/** Reads why a node is cordoned or drained, and until when. */
public final class NodeRequestReader {
  private static final String DEADLINE =
      "a time from now such as 90s, 30m or 2h, or an instant such as 2036-12-01T00:00:00Z";
  private static final SpecScalar<String> REASON =
      SpecScalar.text(
          "at most %d characters".formatted(NodeCommand.TEXT_MAX),
          text -> text.length() <= NodeCommand.TEXT_MAX);

  private NodeRequestReader() {}

  /**
   * What was asked for.
   *
   * @param reason empty when none is given
   * @param within the time to the deadline, which is not past; empty when there is none
   */
  public record NodeRequest(String reason, Optional<Duration> within) {}

  /** Reads the document of a cordon: {@code reason}; may be empty. */
  public static Reading<NodeRequest> cordon(byte[] document) {
    return read(document, List.of("reason"), Instant.EPOCH);
  }

  /**
   * Reads the document of a drain: {@code reason}, {@code deadline}; may be empty.
   *
   * @param now the time from which the deadline is counted
   */
  public static Reading<NodeRequest> drain(byte[] document, Instant now) {
    return read(document, List.of("reason", "deadline"), now);
  }

  private static Reading<NodeRequest> read(byte[] document, List<String> known, Instant now) {
    if (document.length == 0) {
      return new Reading.Read<>(new NodeRequest("", Optional.empty()));
    }
    SpecProblems problems = new SpecProblems();
    Optional<NodeRequest> request =
        SpecDocument.parse(document, problems)
            .map(mapping -> {
              SpecFields fields = new SpecFields("", mapping, known, problems);
              return new NodeRequest(
                  fields.value("reason", REASON).orElse(""), within(fields, now));
            });
    return problems.isEmpty() && request.isPresent()
        ? new Reading.Read<>(request.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static Optional<Duration> within(SpecFields fields, Instant now) {
    Optional<Node> node = fields.node("deadline", DEADLINE);
    Optional<Duration> within =
        node.flatMap(found ->
            SpecScalar.duration(Duration.ZERO)
                .read(found)
                .or(() ->
                    SpecScalar.instant().read(found).map(then -> Duration.between(now, then))));
    if (node.isPresent() && within.isEmpty()) {
      fields.problems().value("deadline", node.get(), DEADLINE);
    } else if (within.filter(Duration::isNegative).isPresent()) {
      fields.problems().value("deadline", node.get(), "a time that is not past; 0s is at once");
      return Optional.empty();
    }
    return within;
  }
}
