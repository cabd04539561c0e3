package org.arkwright.api.metrics;

import java.math.BigDecimal;
import java.util.List;

/**
 * Metrics in the text format of Prometheus, version 0.0.4: each with its help and type once, and
 * all its samples behind. For one thread.
 */
public final class MetricsText {
  private final StringBuilder text = new StringBuilder();

  /** What becomes of a metric over time. */
  public enum Type {
    /** It only grows, but for a restart. Its name ends with {@code _total}. */
    COUNTER("counter"),
    GAUGE("gauge"),
    /** Two counters, {@code _sum} and {@code _count}: how long something took, and how often. */
    SUMMARY("summary");

    private final String word;

    Type(String word) {
      this.word = word;
    }
  }

  /** One metric, to which samples are added. */
  public final class Metric {
    private final String name;

    private Metric(String name) {
      this.name = name;
    }

    /**
     * Adds a sample.
     *
     * @param labels names and values in turns
     */
    public Metric sample(BigDecimal value, String... labels) {
      text.append(name);
      String separator = "{";
      for (int i = 0; i < labels.length; i += 2) {
        text.append(separator).append(labels[i]).append("=\"").append(escaped(labels[i + 1]));
        text.append('"');
        separator = ",";
      }
      text.append(labels.length == 0 ? " " : "} ");
      text.append(value.toPlainString()).append('\n');
      return this;
    }

    /** Adds both samples of a summary. */
    public Metric summary(long count, BigDecimal sum) {
      text.append(name).append("_sum ").append(sum.toPlainString()).append('\n');
      text.append(name).append("_count ").append(count).append('\n');
      return this;
    }

    /** The same of a whole number. */
    public Metric sample(long value, String... labels) {
      return sample(BigDecimal.valueOf(value), labels);
    }
  }

  /** Begins a metric; the samples of another one must not be added any more. */
  public Metric begin(String name, Type type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type.word).append('\n');
    return new Metric(name);
  }

  private static String escaped(String value) {
    String escaped = value;
    for (List<String> each :
        List.of(List.of("\\", "\\\\"), List.of("\"", "\\\""), List.of("\n", "\\n"))) {
      escaped = escaped.replace(each.get(0), each.get(1));
    }
    return escaped;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
