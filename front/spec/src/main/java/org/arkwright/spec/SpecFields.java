package org.arkwright.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.arkwright.model.id.ProjectName;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The fields of one mapping, checked against the fields it may have. */
public final class SpecFields {
  private final String path;
  private final SpecProblems problems;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /**
   * @param path of the mapping, empty for the document
   * @param known the fields it may have; any other is reported as a problem
   */
  public SpecFields(String path, MappingNode mapping, List<String> known, SpecProblems problems) {
    this.path = path;
    this.problems = problems;
    for (NodeTuple tuple : mapping.getValue()) {
      key(tuple.getKeyNode()).ifPresent(name -> take(name, tuple, known));
    }
  }

  private Optional<String> key(Node key) {
    return key(path.isEmpty() ? "the document" : path, key, problems);
  }

  private static Optional<String> key(String field, Node key, SpecProblems problems) {
    if (key instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    problems.field(field, key, "a field name", field + " has a key that is not a plain word");
    return Optional.empty();
  }

  private void take(String name, NodeTuple tuple, List<String> known) {
    if (!known.contains(name)) {
      unknown(name, tuple.getKeyNode(), known);
    } else if (values.putIfAbsent(name, tuple.getValueNode()) != null) {
      duplicate(pathOf(name), tuple.getKeyNode(), problems);
    }
  }

  private void unknown(String name, Node key, List<String> known) {
    String advice =
        NearestWord.to(name, known)
            .map(nearest -> " – did you mean '" + nearest + "'?")
            .orElse("; known here: " + String.join(", ", known));
    String where = path.isEmpty() ? "" : " in " + path;
    problems.field(
        pathOf(name),
        key,
        String.join(", ", known),
        "unknown field '" + name + "'" + where + advice);
  }

  private static void duplicate(String field, Node key, SpecProblems problems) {
    problems.field(field, key, "each field once", field + " is given twice");
  }

  public String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public SpecProblems problems() {
    return problems;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * Returns a field's node, if present; a field without a value is a problem, not an absent field.
   */
  public Optional<Node> node(String name, String expected) {
    Node node = values.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (isNull(node)) {
      problems.field(
          pathOf(name),
          node,
          expected,
          pathOf(name) + " has no value; leave it out, or give " + expected);
      return Optional.empty();
    }
    return Optional.of(node);
  }

  /** Returns a field's value, if present and valid; an invalid value is reported as a problem. */
  public <T> Optional<T> value(String name, SpecScalar<T> kind) {
    Optional<Node> node = node(name, kind.expected());
    Optional<T> value = node.flatMap(kind::read);
    if (node.isPresent() && value.isEmpty()) {
      problems.value(pathOf(name), node.get(), kind.expected());
    }
    return value;
  }

  /** The field {@code project}; the default project where it is absent or wrong. */
  public ProjectName project() {
    return value("project", SpecScalar.name()).map(ProjectName::new).orElse(ProjectName.DEFAULT);
  }

  /** Whether the field is that word. */
  public boolean isText(String name, String word) {
    return values.get(name) instanceof ScalarNode scalar && scalar.getValue().equals(word);
  }

  /** Returns the field as a mapping of the known fields; empty when absent or not a mapping. */
  public Optional<SpecFields> mapping(String name, List<String> known) {
    return mapping(name, "", known);
  }

  /**
   * Returns the field as a mapping of the known fields; empty when absent or not a mapping.
   *
   * @param instead what the field may be instead of a mapping, for the problem
   */
  public Optional<SpecFields> mapping(String name, String instead, List<String> known) {
    String expected = instead + "a mapping of " + String.join(", ", known);
    Optional<Node> node = node(name, expected);
    if (node.isPresent() && !(node.get() instanceof MappingNode)) {
      problems.value(pathOf(name), node.get(), expected);
    }
    return node.filter(MappingNode.class::isInstance)
        .map(found -> new SpecFields(pathOf(name), (MappingNode) found, known, problems));
  }

  /** Returns the field as a dictionary with free keys and one kind of value; empty when absent. */
  public <T> SortedMap<String, T> dictionary(
      String name, SpecScalar<String> keys, SpecScalar<T> kind) {
    SortedMap<String, T> entries = new TreeMap<>();
    Optional<Node> node = node(name, "a mapping of names to text");
    if (node.isPresent() && !(node.get() instanceof MappingNode)) {
      problems.value(pathOf(name), node.get(), "a mapping of names to text");
    }
    if (node.orElse(null) instanceof MappingNode mapping) {
      mapping
          .getValue()
          .forEach(tuple ->
              entry(
                  pathOf(name),
                  tuple,
                  keys,
                  kind.expected(),
                  (_, value) -> kind.read(value),
                  entries));
    }
    return Collections.unmodifiableSortedMap(entries);
  }

  /** Returns the field as mappings of the known fields, by free keys; empty when absent. */
  public SortedMap<String, SpecFields> mappings(
      String name, SpecScalar<String> keys, List<String> known) {
    SortedMap<String, SpecFields> entries = new TreeMap<>();
    String expected = "a mapping of names to mappings of " + String.join(", ", known);
    Optional<Node> node = node(name, expected);
    if (node.isPresent() && !(node.get() instanceof MappingNode)) {
      problems.value(pathOf(name), node.get(), expected);
    }
    if (node.orElse(null) instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        entry(
            pathOf(name),
            tuple,
            keys,
            "a mapping of " + String.join(", ", known),
            (path, value) ->
                value instanceof MappingNode found
                    ? Optional.of(new SpecFields(path, found, known, problems))
                    : Optional.empty(),
            entries);
      }
    }
    return Collections.unmodifiableSortedMap(entries);
  }

  private <T> void entry(
      String field,
      NodeTuple tuple,
      SpecScalar<String> keys,
      String expected,
      BiFunction<String, Node, Optional<T>> kind,
      SortedMap<String, T> entries) {
    Optional<String> key = key(field, tuple.getKeyNode(), problems);
    if (key.isEmpty()) {
      return;
    }
    String entryPath = field + "." + key.get();
    if (keys.read(tuple.getKeyNode()).isEmpty()) {
      problems.value("a key of " + field, tuple.getKeyNode(), keys.expected());
    } else if (entries.containsKey(key.get())) {
      duplicate(entryPath, tuple.getKeyNode(), problems);
    } else {
      Optional<T> value =
          isNull(tuple.getValueNode())
              ? Optional.empty()
              : kind.apply(entryPath, tuple.getValueNode());
      if (value.isEmpty()) {
        problems.value(entryPath, tuple.getValueNode(), expected);
      }
      value.ifPresent(read -> entries.put(key.get(), read));
    }
  }

  static boolean isNull(Node node) {
    return Tag.NULL.equals(node.getTag());
  }
}
