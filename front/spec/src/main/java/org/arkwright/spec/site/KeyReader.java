package org.arkwright.spec.site;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.ProjectName;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads the request for an API key: {@code name}, {@code project}, {@code requestsPerMinute} and
 * {@code tokensPerMinute}. An omitted limit means no limit.
 */
public final class KeyReader {
  private static final List<String> FIELDS =
      List.of("name", "project", "requestsPerMinute", "tokensPerMinute");
  private static final int NAME_MAX = 48;

  private KeyReader() {}

  /** The requested key; an empty limit means no limit. */
  public record KeyRequest(
      String name,
      ProjectName project,
      Optional<Integer> requestsPerMinute,
      Optional<Integer> tokensPerMinute) {}

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<KeyRequest> read(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<KeyRequest> keyRequest =
        SpecDocument.parse(document, problems).map(mapping -> keyRequest(mapping, problems));
    return problems.isEmpty() && keyRequest.isPresent()
        ? new Reading.Read<>(keyRequest.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static KeyRequest keyRequest(MappingNode mapping, SpecProblems problems) {
    SpecFields fields = new SpecFields("", mapping, FIELDS, problems);
    SpecScalar<Integer> limit = SpecScalar.wholeNumber(1, Integer.MAX_VALUE);
    return new KeyRequest(
        fields.value("name", name()).orElse("key"),
        fields.project(),
        fields.value("requestsPerMinute", limit),
        fields.value("tokensPerMinute", limit));
  }

  /**
   * Shorter than other names: the key's id starts with this name and has to be a valid name itself.
   */
  private static SpecScalar<String> name() {
    SpecScalar<String> any = SpecScalar.name();
    return new SpecScalar<>(
        any.expected() + ", and at most " + NAME_MAX + " of them",
        node -> any.read(node).filter(text -> text.length() <= NAME_MAX));
  }
}
