package org.arkwright.spec;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Parses bytes into the mapping that every document has to be. YAML is limited to what JSON has as
 * well: no anchors, aliases or tags, one document, limited depth. A document's size therefore
 * bounds the work of reading it.
 */
public final class SpecDocument {
  static final int DEPTH_MAX = 16;

  /** Each takes some 200 bytes while a document is read; a pipeline of 10,000 steps has fewer. */
  static final int VALUES_MAX = 600_000;

  private static final String FORMAT = "one mapping in YAML or JSON";

  private SpecDocument() {}

  public static Optional<MappingNode> parse(byte[] bytes, SpecProblems problems) {
    Optional<String> decoded = decode(bytes, problems);
    if (decoded.isEmpty()) {
      return Optional.empty();
    }
    String text = decoded.get();
    Optional<MappingNode> json = JsonDocument.parse(text);
    if (json.isPresent()) {
      return json;
    }
    try {
      return scan(text, problems) ? compose(text, problems) : Optional.empty();
    } catch (MarkedYAMLException e) {
      problems.at(e.getProblemMark(), "", FORMAT, "not YAML or JSON: " + explain(e));
    } catch (ReaderException e) {
      problems.document(
          "text",
          "the document contains a character not allowed in text: U+%04X at position %d"
              .formatted(e.getCodePoint(), e.getPosition()));
    } catch (YAMLException e) {
      problems.document(FORMAT, "not YAML or JSON: " + e.getMessage());
    } catch (IllegalArgumentException _) {
      // The library reads the digits of an escape without looking whether there are any.
      problems.document(
          FORMAT,
          "not YAML or JSON: an escape such as \\x41 in quotes is no character, or cut off");
    }
    return Optional.empty();
  }

  private static Optional<String> decode(byte[] bytes, SpecProblems problems) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      problems.document(
          "text in UTF-8",
          "the document is not text in UTF-8: convert it, as by iconv -f %s -t UTF-8"
              .formatted(likelyCharset(bytes)));
      return Optional.empty();
    }
    String stripped = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (stripped.isBlank()) {
      problems.document(FORMAT, "the document is empty");
      return Optional.empty();
    }
    // JSON allows tabs between tokens and YAML does not; a JSON string cannot contain one.
    char first = stripped.stripLeading().charAt(0);
    return Optional.of(first == '{' || first == '[' ? stripped.replace('\t', ' ') : stripped);
  }

  /** What text that is not in UTF-8 most probably is in, by the name that iconv has for it. */
  private static String likelyCharset(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean marked = text.startsWith("\u00fe\u00ff") || text.startsWith("\u00ff\u00fe");
    return marked || text.indexOf('\0') >= 0 ? "UTF-16" : "LATIN1";
  }

  /** Refuses surprising or expensive YAML before any node is built; false when refused. */
  private static boolean scan(String text, SpecProblems problems) {
    int documents = 0;
    int depth = 0;
    int events = 0;
    for (Event event : yaml().parse(new StringReader(text))) {
      if (event instanceof DocumentStartEvent && ++documents == 2) {
        problems.at(
            event.getStartMark(),
            "---",
            FORMAT,
            "a second document starts here: submit one at a time");
        return false;
      }
      if (event instanceof AliasEvent alias) {
        problems.at(
            event.getStartMark(),
            "*" + alias.getAnchor(),
            "the value itself",
            "aliases are not accepted: write the value out");
        return false;
      }
      if (tagOf(event).isPresent()) {
        problems.at(
            event.getStartMark(),
            tagOf(event).get(),
            "a plain value",
            "tags are not accepted: quote the value where it is text");
        return false;
      }
      depth += event instanceof CollectionStartEvent ? 1 : 0;
      depth -= event instanceof CollectionEndEvent ? 1 : 0;
      if (++events > VALUES_MAX) {
        problems.at(
            event.getStartMark(),
            "",
            FORMAT,
            "more than %,d values: send less at a time".formatted(VALUES_MAX));
        return false;
      }
      if (depth > DEPTH_MAX) {
        problems.at(event.getStartMark(), "", FORMAT, "nested more than " + DEPTH_MAX + " deep");
        return false;
      }
    }
    return true;
  }

  private static Optional<String> tagOf(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> Optional.ofNullable(scalar.getTag());
      case CollectionStartEvent collection -> Optional.ofNullable(collection.getTag());
      default -> Optional.empty();
    };
  }

  private static Optional<MappingNode> compose(String text, SpecProblems problems) {
    Node root = yaml().compose(new StringReader(text));
    if (root instanceof MappingNode mapping) {
      return Optional.of(mapping);
    }
    problems.document(FORMAT, "the document is not a mapping of fields to values");
    return Optional.empty();
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    return new Yaml(
        new SafeConstructor(options),
        new Representer(new DumperOptions()),
        new DumperOptions(),
        options);
  }

  private static String explain(MarkedYAMLException e) {
    String problem = e.getProblem();
    if (problem.contains("'\\t(TAB)'")) {
      return "a tab cannot indent; use spaces";
    }
    return e.getContext() == null ? problem : e.getContext() + ", " + problem;
  }
}
