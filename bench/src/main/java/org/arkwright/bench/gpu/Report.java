package org.arkwright.bench.gpu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found, as a section for docs/benchmarks.md. For one thread. */
final class Report {
  private final boolean fake;
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  private enum Outcome {
    PASS,
    FAIL,
    SKIPPED
  }

  private record Row(String check, Outcome outcome, String figures, double seconds) {}

  /** Thrown by a check that did not find what it expected; the message says what it found. */
  static final class CheckException extends Exception {
    private static final long serialVersionUID = 1;

    CheckException(String message) {
      super(message);
    }
  }

  /** A check; returns its figures, in words. */
  @FunctionalInterface
  interface Check {
    String run() throws Exception;
  }

  /**
   * @param fake whether libraries of our own stand in for NVIDIA's, so that no figure means
   *     anything
   */
  Report(boolean fake) {
    this.fake = fake;
  }

  void fact(String name, String value) {
    facts.put(name, value);
  }

  /** Runs a check, whatever it throws, and says so on stderr. */
  void check(String name, Check check) throws InterruptedException {
    long begin = System.nanoTime();
    Outcome outcome = Outcome.PASS;
    String figures;
    try {
      figures = check.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (CheckException e) {
      outcome = Outcome.FAIL;
      figures = String.valueOf(e.getMessage());
    } catch (Exception e) {
      outcome = Outcome.FAIL;
      figures = e.toString();
    }
    Row row = new Row(name, outcome, oneLine(figures), (System.nanoTime() - begin) / 1e9);
    rows.add(row);
    System.err.printf(
        Locale.ROOT, "gpu: %s: %s (%.1f s): %s%n", outcome, name, row.seconds, row.figures);
  }

  void skip(String name, String reason) {
    rows.add(new Row(name, Outcome.SKIPPED, oneLine(reason), 0));
    System.err.println("gpu: SKIPPED: " + name + ": " + reason);
  }

  boolean failed() {
    return rows.stream().anyMatch(row -> row.outcome == Outcome.FAIL);
  }

  /** Whether the first check failed, without which there is nothing to look at. */
  boolean startFailed() {
    return !rows.isEmpty() && rows.getFirst().outcome == Outcome.FAIL;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\n\\s*", "; ").replace("|", "\\|");
  }

  String markdown(double seconds) {
    StringBuilder text = new StringBuilder("### `bench/gpu.sh`");
    if (fake) {
      text.append(" against a fake\n\n**No GPU was used.** Libraries that bench/gpu.sh compiled")
          .append(" stood in for NVIDIA's driver; the figures say that the script works, and")
          .append(" nothing about any device.");
    }
    text.append("\n\n| | |\n| --- | --- |\n");
    facts.forEach((name, value) -> text.append("| %s | %s |\n".formatted(name, oneLine(value))));
    text.append("\n| check | result | figures | took |\n| --- | --- | --- | ---: |\n");
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %s | %.1f s |\n",
              row.check,
              row.outcome == Outcome.FAIL
                  ? "**FAIL**"
                  : row.outcome.name().toLowerCase(Locale.ROOT),
              row.figures,
              row.seconds));
    }
    long passed = rows.stream().filter(row -> row.outcome == Outcome.PASS).count();
    text.append(
        String.format(
            Locale.ROOT, "\n%d of %d checks passed, in %.0f s.\n", passed, rows.size(), seconds));
    return text.toString();
  }
}
