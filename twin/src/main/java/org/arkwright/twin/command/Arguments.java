package org.arkwright.twin.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.spec.NearestWord;
import org.arkwright.twin.trace.WrongInputException;

/** A parsed command line: positional arguments, and options that each take a value. */
final class Arguments {
  private final List<String> positions = new ArrayList<>();
  private final Map<String, List<String>> options = new TreeMap<>();

  /**
   * @param switches options without a value
   * @throws WrongInputException when an option is unknown or has no value
   */
  Arguments(List<String> arguments, List<String> known, List<String> switches)
      throws WrongInputException {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        positions.add(argument);
      } else if (switches.contains(argument)) {
        options.put(argument, List.of());
      } else if (known.contains(argument) && i + 1 < arguments.size()) {
        options.computeIfAbsent(argument, _ -> new ArrayList<>()).add(arguments.get(++i));
      } else {
        throw unknown(argument, known, switches);
      }
    }
  }

  private static WrongInputException unknown(
      String option, List<String> known, List<String> switches) {
    TreeSet<String> all = new TreeSet<>(known);
    all.addAll(switches);
    String what = known.contains(option) ? option + " needs a value" : "unknown option " + option;
    return new WrongInputException(
        what
            + NearestWord.to(option, all)
                .filter(near -> !near.equals(option))
                .map(near -> ", did you mean " + near + "?")
                .orElse("; known options are " + String.join(", ", all)));
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
