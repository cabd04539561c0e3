package org.arkwright.twin.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of several runs side by side. Equal runs give equal bytes.
 *
 * @param title of the report
 * @param notes for the reader, such as what was skipped
 * @param groupings by which the terminal's report tells jobs apart; JSON and HTML have all
 * @param measured what the use of the fleet is measured in
 */
public record Report(
    String title,
    List<String> notes,
    List<RunFigures> columns,
    List<Grouping> groupings,
    Capacity measured) {
  private static final int LABEL_WIDTH = 38;

  public Report {
    notes = new ArrayList<>(notes);
    if (measured == Capacity.CORES) {
      notes.add("no node has a device: use is that of cores");
    }
    notes = List.copyOf(notes);
    columns = List.copyOf(columns);
    groupings = List.copyOf(groupings);
  }

  /** The rows, with one more per site where a run has several sites. */
  List<Metric> metrics() {
    List<Metric> metrics = new ArrayList<>(Metric.all(measured));
    columns.stream()
        .flatMap(column -> column.cost().moneyBySite().keySet().stream())
        .distinct()
        .forEach(site -> metrics.add(Metric.moneyAt(site)));
    return metrics;
  }

  /** The report for a terminal: one row per metric, a star at the best value. */
  public String text() {
    List<Integer> widths = new ArrayList<>();
    for (RunFigures column : columns) {
      int width = column.name().length();
      for (Metric metric : metrics()) {
        width = Math.max(width, metric.text(column).length());
      }
      widths.add(width + 3);
    }
    StringBuilder text = new StringBuilder(title).append("\n\n").append(" ".repeat(LABEL_WIDTH));
    for (int i = 0; i < columns.size(); i++) {
      text.append(right(columns.get(i).name(), widths.get(i))).append(' ');
    }
    text.append('\n');
    for (Metric metric : metrics()) {
      text.append(left(label(metric), LABEL_WIDTH));
      for (int i = 0; i < columns.size(); i++) {
        RunFigures column = columns.get(i);
        text.append(right(metric.text(column), widths.get(i)))
            .append(metric.isBest(column, columns) ? '*' : ' ');
      }
      text.append('\n');
    }
    if (columns.size() > 1) {
      text.append("\n* best of the row\n");
    }
    groupings.forEach(grouping -> GroupTable.append(grouping, columns, measured, text));
    notes.forEach(note -> text.append(note).append('\n'));
    return text.toString().lines().map(String::stripTrailing).reduce("", (a, b) -> a + b + "\n");
  }

  /** The label of a row, with the currency for amounts of money. */
  String label(Metric metric) {
    return metric.key().startsWith("money") && !columns.isEmpty()
        ? metric.label() + ", " + columns.getFirst().cost().currency()
        : metric.label();
  }

  /** The report as one JSON object. */
  public String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("title", title);
    json.put("measuredIn", measured.key());
    notes.forEach(json.putArray("notes")::add);
    ArrayNode runs = json.putArray("runs");
    for (RunFigures column : columns) {
      ObjectNode run = runs.addObject();
      run.put("name", column.name());
      for (Metric metric : Metric.all(measured)) {
        double value = metric.value().applyAsDouble(column);
        if (metric.form() == Metric.Form.COUNT) {
          run.put(metric.key(), (long) value);
        } else {
          run.put(metric.key(), value);
        }
      }
      if (!column.cost().moneyBySite().isEmpty()) {
        ObjectNode sites = run.putObject("moneyBySite");
        column.cost().moneyBySite().forEach((site, money) -> sites.put(site, money.doubleValue()));
      }
      groups(run.putObject("groups"), column, measured.one());
      run.put("currency", column.cost().currency());
      run.put("events", column.events());
      run.put("digest", column.digest());
      curve(run.putArray("waitPercentilesSeconds"), column.times().waited().percentiles());
      curve(run.putArray("allocated"), column.curves().allocated());
      curve(run.putArray("queued"), column.curves().queued());
    }
    return json.toPrettyString() + "\n";
  }

  private static void groups(ObjectNode json, RunFigures run, String unit) {
    run.groups()
        .forEach((grouping, groups) -> {
          ArrayNode array = json.putArray(grouping.key());
          for (GroupFigures group : groups) {
            array
                .addObject()
                .put("name", group.name())
                .put("jobs", group.jobs())
                .put("succeeded", group.succeeded())
                .put("waitMeanSeconds", group.waited().mean())
                .put("waitP50Seconds", group.waited().at(50))
                .put("waitP99Seconds", group.waited().at(99))
                .put("waitMaxSeconds", group.waited().at(100))
                .put(unit + "Hours", group.hours())
                .put("lost" + capital(unit) + "Hours", group.lostHours());
          }
        });
  }

  private static void curve(ArrayNode array, double[] values) {
    for (double value : values) {
      array.add(Math.round(value * 10_000) / 10_000.0);
    }
  }

  static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
