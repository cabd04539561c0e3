package org.arkwright.spec;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.ProjectName;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads what an API key shall be: {@code name}, {@code project}, {@code requestsPerMinute} and
 * {@code tokensPerMinute}; a limit that is left out does not exist.
 */
public final class KeyReader {
  private static final List<String> FIELDS =
      List.of("name", "project", "requestsPerMinute", "tokensPerMinute");
  private static final int NAME_MAX = 48;

  private KeyReader() {}

  /** What was asked for. */
  public record Wish(
      String name,
      ProjectName project,
      Optional<Integer> requestsPerMinute,
      Optional<Integer> tokensPerMinute) {}

  /** Reads YAML or JSON in UTF-8. */
  public static Reading<Wish> read(byte[] document) {
    SpecProblems problems = new SpecProblems();
    Optional<Wish> wish =
        SpecDocument.parse(document, problems).map(mapping -> wish(mapping, problems));
    return problems.isEmpty() && wish.isPresent()
        ? new Reading.Read<>(wish.get())
        : new Reading.Rejected<>(problems.inOrder());
  }

  private static Wish wish(MappingNode mapping, SpecProblems problems) {
    SpecFields fields = new SpecFields("", mapping, FIELDS, problems);
    SpecScalar<Integer> limit = SpecScalar.wholeNumber(1, Integer.MAX_VALUE);
    return new Wish(
        fields.value("name", name()).orElse("key"),
        fields
            .value("project", SpecScalar.name())
            .map(ProjectName::new)
            .orElse(ProjectName.DEFAULT),
        fields.value("requestsPerMinute", limit),
        fields.value("tokensPerMinute", limit));
  }

  /** Its id has the name in front, and must be a name itself. */
  private static SpecScalar<String> name() {
    SpecScalar<String> any = SpecScalar.name();
    return new SpecScalar<>(
        any.expected() + ", and at most " + NAME_MAX + " of them",
        node -> any.read(node).filter(text -> text.length() <= NAME_MAX));
  }
}
