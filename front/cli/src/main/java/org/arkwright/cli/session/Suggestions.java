package org.arkwright.cli.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the user may have meant: words that other programs use, then words spelt like it. */
public final class Suggestions {
  private static final int SHOWN_MAX = 3;

  /** Words of other programs, and ours for the same, most wanted first. */
  private static final Map<String, List<String>> SYNONYMS =
      Map.ofEntries(
          Map.entry("list", List.of("ls")),
          Map.entry("get", List.of("show", "ls")),
          Map.entry("describe", List.of("show", "job show")),
          Map.entry("inspect", List.of("show", "job show")),
          Map.entry("info", List.of("show", "status")),
          Map.entry("delete", List.of("rm", "cancel", "undeploy")),
          Map.entry("remove", List.of("rm", "cancel", "undeploy")),
          Map.entry("kill", List.of("cancel")),
          Map.entry("stop", List.of("cancel", "down")),
          Map.entry("start", List.of("up", "run")),
          Map.entry("serve", List.of("deploy", "set")),
          Map.entry("create", List.of("set", "deploy", "submit")),
          Map.entry("apply", List.of("submit", "deploy", "set")),
          Map.entry("sbatch", List.of("submit", "run")),
          Map.entry("srun", List.of("run")),
          Map.entry("squeue", List.of("jobs")),
          Map.entry("queue", List.of("jobs")),
          Map.entry("history", List.of("events", "jobs")),
          Map.entry("cost", List.of("bill")),
          Map.entry("costs", List.of("bill")),
          Map.entry("import", List.of("dataset import", "model import")),
          Map.entry("export", List.of("dataset export", "model export", "journal export")),
          Map.entry("upload", List.of("import", "dataset import")),
          Map.entry("download", List.of("export", "model export")),
          Map.entry("top", List.of("ps")),
          Map.entry("tail", List.of("logs")),
          Map.entry("exec", List.of("run")),
          Map.entry("tensorboard", List.of("deploy")));

  private Suggestions() {}

  /** Returns a question that names what may have been meant; empty if nothing comes near. */
  static Optional<String> of(CommandLine command, String word) {
    CommandSpec spec = command.getCommandSpec();
    String before = word.startsWith("-") ? "" : spec.qualifiedName() + " ";
    List<String> candidates =
        word.startsWith("-") ? optionNames(spec) : List.copyOf(command.getSubcommands().keySet());
    List<String> meant = new ArrayList<>();
    for (String synonym : SYNONYMS.getOrDefault(word.toLowerCase(Locale.ROOT), List.of())) {
      if (candidates.contains(synonym.split(" ", 2)[0])) {
        meant.add(before + synonym);
      }
    }
    nearest(word, candidates).stream().map(before::concat).forEach(meant::add);
    return meant.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Did you mean: "
                + String.join(" or ", meant.stream().distinct().limit(SHOWN_MAX).toList())
                + "?");
  }

  /** Returns the candidates that a word may be a misspelling of, the nearest first. */
  public static List<String> nearest(String word, Iterable<String> candidates) {
    List<String> near = new ArrayList<>();
    for (String candidate : candidates) {
      boolean begun = word.length() > 2 && candidate.startsWith(word);
      if (begun || distance(word, candidate) <= allowed(word, candidate)) {
        near.add(candidate);
      }
    }
    near.sort(Comparator.comparingInt(candidate -> distance(word, candidate)));
    return near;
  }

  private static int allowed(String word, String candidate) {
    int length = Math.min(word.length(), candidate.length());
    return length < 4 ? 1 : length < 8 ? 2 : 3;
  }

  private static List<String> optionNames(CommandSpec spec) {
    return spec.options().stream()
        .flatMap(option -> Stream.of(option.names()))
        .filter(name -> name.startsWith("--"))
        .toList();
  }

  /** Returns how many letters are added, dropped, changed or swapped with their neighbour. */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
