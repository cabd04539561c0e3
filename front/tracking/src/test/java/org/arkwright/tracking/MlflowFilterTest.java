package org.arkwright.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.arkwright.tracking.search.Comparison;
import org.arkwright.tracking.search.Comparison.Value;
import org.arkwright.tracking.search.Field;
import org.arkwright.tracking.search.FilterParser;
import org.arkwright.tracking.search.SearchException;
import org.junit.jupiter.api.Test;

/**
 * Compares filters and orders with what MLflow's own parser made of them: filters.jsonl, which
 * make_filters.py beside it made.
 */
class MlflowFilterTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** MLflow reads these, by luck of its parser; here a filter that is not one is refused. */
  private static final Pattern REFUSED_HERE =
      Pattern.compile(
          "metrics.loss < 1 and|and metrics.loss < 1|metrics.loss < 1 metrics.loss > 2"
              + "|metrics\\. < 1|run_id IN \\('a' 'b'\\)"
              + "|(run_id|dataset\\.name) (=|!=|LIKE|ILIKE|like|Ilike) \\(.*\\)"
              + "|(run_id|dataset\\.name) IN ['\"].*");

  /** What is understood here and not there: lists for any text, signs of exponents, blanks. */
  private static final Pattern MORE_HERE =
      Pattern.compile(
          "(params|param|tags|tag|parameters?|status|user_id|run_name|artifact_uri|attr|run|attributes?|dataset|`status`)\\S*("
              + " name`| source.name`)? (IN|NOT IN|in) \\('.*'\\)|metrics.loss < 1E\\+5| "
              + " metrics.loss   DESC  |metrics\\.a-b .*",
          Pattern.DOTALL);

  @Test
  void filters_areReadAsByMlflow() throws IOException {
    List<String> differences = new ArrayList<>();
    int read = 0;
    for (JsonNode line : lines()) {
      String text = line.get("text").asText();
      String theirs = line.has("read") ? normal(line.get("read")) : "refused";
      String ours = ours(line.get("kind").asText(), text);
      read += line.has("read") ? 1 : 0;
      boolean meant =
          ours.equals("refused")
              ? REFUSED_HERE.matcher(text).matches()
              : theirs.equals("refused") && MORE_HERE.matcher(text).matches();
      if (!ours.equals(theirs) && !meant) {
        differences.add("%s: MLflow %s, here %s".formatted(text, theirs, ours));
      }
    }
    assertThat(differences).isEmpty();
    assertThat(read).isGreaterThan(150);
  }

  private static List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(FilterParser.class.getResourceAsStream("filters.jsonl")),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  private static String ours(String kind, String text) {
    try {
      if (kind.equals("order")) {
        FilterParser.Order order = FilterParser.parseOrder(text);
        var _ = Runs.SUBJECT.order(List.of(text));
        return field(order.field()) + " " + order.ascending();
      }
      var _ = Runs.SUBJECT.filter(text);
      StringBuilder all = new StringBuilder();
      for (Comparison comparison : FilterParser.parse(text)) {
        all.append(field(comparison.field()))
            .append(' ')
            .append(comparison.operator().symbol())
            .append(comparison.values().stream().map(MlflowFilterTest::text).toList())
            .append("; ");
      }
      return all.toString();
    } catch (SearchException _) {
      return "refused";
    }
  }

  private static String text(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Numeral(String number) -> number;
    };
  }

  private static String field(Field field) {
    String group =
        field.group() == Field.Group.PARAM
            ? "parameter"
            : field.group().name().toLowerCase(Locale.ROOT);
    return group + " " + field.key();
  }

  private static String normal(JsonNode read) {
    if (read.isObject()) {
      return "%s %s %s"
          .formatted(
              read.get("type").asText(), read.get("key").asText(), read.get("ascending").asText());
    }
    StringBuilder all = new StringBuilder();
    for (JsonNode one : read) {
      List<String> values = new ArrayList<>();
      one.get("values").forEach(value -> values.add(value.asText()));
      all.append(one.get("type").asText())
          .append(' ')
          .append(one.get("key").asText())
          .append(' ')
          .append(one.get("comparator").asText())
          .append(values)
          .append("; ");
    }
    return all.toString();
  }
}
