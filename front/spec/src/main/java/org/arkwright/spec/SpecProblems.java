package org.arkwright.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Collects the problems of one document. */
public final class SpecProblems {
  /** Further problems of a document are not reported. */
  private static final int REPORTED_MAX = 50;

  private final List<SpecProblem> found = new ArrayList<>();

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<SpecProblem> inOrder() {
    return found.stream()
        .sorted(Comparator.comparingInt(SpecProblem::line).thenComparingInt(SpecProblem::column))
        .toList();
  }

  /** Adds a problem of the document as a whole. */
  public void document(String expected, String message) {
    add(new SpecProblem(0, 0, "", "", expected, message));
  }

  void at(Mark mark, String value, String expected, String message) {
    add(new SpecProblem(mark.getLine() + 1, mark.getColumn() + 1, "", value, expected, message));
  }

  /** Adds a value that its field does not accept. */
  public void value(String field, Node node, String expected) {
    String actual = text(node);
    String message =
        node instanceof ScalarNode scalar
            ? "%s is %s, expected %s".formatted(field, quoted(scalar, actual), expected)
            : "%s is %s, expected %s".formatted(field, actual, expected);
    field(field, node, expected, message);
  }

  public void field(String field, Node node, String expected, String message) {
    Mark mark = node.getStartMark();
    add(
        new SpecProblem(
            mark.getLine() + 1, mark.getColumn() + 1, field, text(node), expected, message));
  }

  private void add(SpecProblem problem) {
    if (found.size() < REPORTED_MAX) {
      found.add(problem);
    }
  }

  /** A number in quotes looks right in single ones: it is shown as it was written. */
  private static String quoted(ScalarNode node, String value) {
    return node.getScalarStyle() == DumperOptions.ScalarStyle.DOUBLE_QUOTED
            && value.matches("-?[0-9.]+|true|false")
        ? "\"%s\" in quotes, which is text".formatted(value)
        : "'%s'".formatted(value);
  }

  private static String text(Node node) {
    return switch (node.getNodeId()) {
      case scalar -> ((ScalarNode) node).getValue();
      case sequence -> "a list";
      case mapping -> "a mapping";
      case anchor -> "an alias";
    };
  }
}
