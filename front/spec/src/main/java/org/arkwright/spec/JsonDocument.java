package org.arkwright.spec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A parser that reads JSON, the form programs send, into YAML nodes. It takes a fraction of the
 * YAML parser's time, which used to be a third of the cost of accepting a job.
 */
final class JsonDocument {
  private static final int[] NO_SNIPPET = {};
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(SpecDocument.DEPTH_MAX)
                  .maxTokenCount(SpecDocument.VALUES_MAX)
                  .build())
          .build();

  private final JsonParser parser;

  private JsonDocument(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Returns the document's mapping; empty unless the text is a mapping in strict JSON, nested at
   * most {@link SpecDocument#DEPTH_MAX} deep and of bounded length. The text may still be valid
   * YAML; if not, the YAML parser explains why.
   */
  static Optional<MappingNode> parse(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      MappingNode mapping = new JsonDocument(parser).mapping();
      return parser.nextToken() == null ? Optional.of(mapping) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private MappingNode mapping() throws IOException {
    Mark start = mark();
    List<NodeTuple> fields = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Node key = scalar(Tag.STR, ScalarStyle.DOUBLE_QUOTED);
      parser.nextToken();
      fields.add(new NodeTuple(key, node()));
    }
    return new MappingNode(Tag.MAP, true, fields, start, mark(), FlowStyle.FLOW);
  }

  private SequenceNode sequence() throws IOException {
    Mark start = mark();
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node());
    }
    return new SequenceNode(Tag.SEQ, true, items, start, mark(), FlowStyle.FLOW);
  }

  private Node node() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping();
      case START_ARRAY -> sequence();
      case VALUE_STRING -> scalar(Tag.STR, ScalarStyle.DOUBLE_QUOTED);
      case VALUE_NUMBER_INT -> scalar(Tag.INT, ScalarStyle.PLAIN);
      case VALUE_NUMBER_FLOAT -> scalar(Tag.FLOAT, ScalarStyle.PLAIN);
      case VALUE_TRUE, VALUE_FALSE -> scalar(Tag.BOOL, ScalarStyle.PLAIN);
      case VALUE_NULL -> scalar(Tag.NULL, ScalarStyle.PLAIN);
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("not the start of a value: " + parser.currentToken());
    };
  }

  private ScalarNode scalar(Tag tag, ScalarStyle style) throws IOException {
    Mark start = mark();
    return new ScalarNode(tag, true, parser.getText(), start, start, style);
  }

  private Mark mark() {
    JsonLocation at = parser.currentTokenLocation();
    int offset = (int) at.getCharOffset();
    return new Mark("", offset, at.getLineNr() - 1, at.getColumnNr() - 1, NO_SNIPPET, 0);
  }
}
