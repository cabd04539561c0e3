package org.arkwright.twin.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.spec.NearestWord;
import org.arkwright.twin.trace.WrongInputException;

/** The words of a command line: positions, and options that each take a value. */
final class Arguments {
  private final List<String> positions = new ArrayList<>();
  private final Map<String, List<String>> options = new TreeMap<>();

  /**
   * @param switches options without a value
   * @throws WrongInputException when an option is not known or has no value
   */
  Arguments(List<String> words, List<String> known, List<String> switches)
      throws WrongInputException {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        positions.add(word);
      } else if (switches.contains(word)) {
        options.put(word, List.of());
      } else if (known.contains(word) && i + 1 < words.size()) {
        options.computeIfAbsent(word, _ -> new ArrayList<>()).add(words.get(++i));
      } else {
        throw unknown(word, known, switches);
      }
    }
  }

  private static WrongInputException unknown(
      String word, List<String> known, List<String> switches) {
    TreeSet<String> all = new TreeSet<>(known);
    all.addAll(switches);
    String what = known.contains(word) ? word + " needs a value" : "unknown option " + word;
    return new WrongInputException(
        what
            + NearestWord.to(word, all)
                .filter(near -> !near.equals(word))
                .map(near -> ", did you mean " + near + "?")
                .orElse("; known are " + String.join(", ", all)));
  }

  List<String> positions() {
    return positions;
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  List<String> all(String option) {
    return options.getOrDefault(option, List.of());
  }

  Optional<String> last(String option) {
    return all(option).isEmpty() ? Optional.empty() : Optional.of(all(option).getLast());
  }
}
