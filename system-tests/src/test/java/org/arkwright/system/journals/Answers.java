package org.arkwright.system.journals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds an answer of today against that of an earlier version. */
final class Answers {
  /** Sentences for people: they may be worded anew, but with the same numbers and names. */
  private static final Set<String> SENTENCES = Set.of("text", "smallestChange");

  private static final Pattern FACT = Pattern.compile("\\S*\\d\\S*");

  private final List<String> missing = new ArrayList<>();

  private Answers() {}

  /**
   * What of the earlier answer is not in today's: fields may be added, none may go or change.
   *
   * @return a line for each place; empty when all is there
   */
  static List<String> missing(JsonNode earlier, JsonNode today) {
    Answers answers = new Answers();
    answers.compare("", earlier, today);
    return answers.missing;
  }

  private void compare(String place, JsonNode earlier, JsonNode today) {
    if (earlier.isObject() && today.isObject()) {
      for (Map.Entry<String, JsonNode> field : earlier.properties()) {
        String at = place + "." + field.getKey();
        JsonNode now = today.get(field.getKey());
        if (now == null && isMeasured(field)) {
          continue;
        }
        if (now == null) {
          missing.add(at + " is gone; it was " + field.getValue());
        } else if (SENTENCES.contains(field.getKey())) {
          compare(at, facts(field.getValue()), facts(now));
        } else {
          compare(at, field.getValue(), now);
        }
      }
    } else if (earlier.isArray() && today.isArray() && earlier.size() == today.size()) {
      for (int i = 0; i < earlier.size(); i++) {
        compare(place + "[" + i + "]", earlier.get(i), today.get(i));
      }
    } else if (!same(earlier, today)) {
      missing.add("%s is %s; it was %s".formatted(place, brief(today), brief(earlier)));
    }
  }

  /** What nodes and ranks used is in files beside the journal, which are no part of the sample. */
  private static boolean isMeasured(Map.Entry<String, JsonNode> field) {
    return field.getKey().equals("use")
        || (field.getKey().equals("used") && field.getValue().has("samples"));
  }

  /** The words of a sentence that have a digit. */
  private static JsonNode facts(JsonNode sentence) {
    ArrayNode facts = JsonNodeFactory.instance.arrayNode();
    FACT.matcher(sentence.asText()).results().forEach(match -> facts.add(match.group()));
    return facts;
  }

  private static boolean same(JsonNode a, JsonNode b) {
    return a.equals(b)
        || (a.isNumber() && b.isNumber() && a.decimalValue().compareTo(b.decimalValue()) == 0);
  }

  private static String brief(JsonNode value) {
    String text = value.toString();
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
