package org.arkwright.cli.command.experiment;

import java.util.ArrayList;
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

  /** Returns the names of the parameters in which the runs differ, at most some of them. */
  static List<String> differing(List<LoggedRun> runs, int limit) {
    List<String> differing = new ArrayList<>();
    for (String key : params(runs)) {
      Set<String> values = new HashSet<>();
      runs.forEach(run -> values.add(run.params().getOrDefault(key, "")));
      if (values.size() > 1 && differing.size() < limit) {
        differing.add(key);
      }
    }
    return differing;
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
