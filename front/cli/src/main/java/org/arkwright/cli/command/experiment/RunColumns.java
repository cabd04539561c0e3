package org.arkwright.cli.command.experiment;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Chooses which metrics and parameters of some runs are worth a column. */
final class RunColumns {
  private RunColumns() {}

  /** Returns the names of the metrics that most runs have, at most some of them. */
  static List<String> commonest(List<LoggedRun> runs, int limit) {
    Map<String, Integer> counts = new TreeMap<>();
    runs.forEach(run -> run.metrics().keySet().forEach(key -> counts.merge(key, 1, Integer::sum)));
    return counts.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> -entry.getValue()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Returns the names of the parameters in which the runs differ, at most some of them: those with
   * the most values first, as one that is merely missing in some runs tells little.
   */
  static List<String> differing(List<LoggedRun> runs, int limit) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (LoggedRun run : runs) {
      run.params()
          .forEach((key, value) -> values.computeIfAbsent(key, _ -> new HashSet<>()).add(value));
    }
    return values.entrySet().stream()
        .filter(param ->
            param.getValue().size() > 1
                || runs.stream().anyMatch(run -> !run.params().containsKey(param.getKey())))
        .sorted(Comparator.comparingInt(param -> -param.getValue().size()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The names of all parameters. */
  static Set<String> params(List<LoggedRun> runs) {
    Set<String> all = new TreeSet<>();
    runs.forEach(run -> all.addAll(run.params().keySet()));
    return all;
  }

  /** The names of all metrics. */
  static Set<String> metrics(List<LoggedRun> runs) {
    Set<String> all = new TreeSet<>();
    runs.forEach(run -> all.addAll(run.metrics().keySet()));
    return all;
  }
}
