package org.arkwright.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.arkwright.train.loop.TrainingSettings;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.tune.TuningSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrainingHelpTest {
  @Test
  void help_namesEachOptionThatIsTaken() {
    assertNames(TrainingHelp.TEXT.replaceFirst("Usage.*", ""), refusal("--stepz", "5"));
    assertThat(TrainingHelp.isAsked("--data", "x", "-h")).isTrue();
  }

  @Test
  void helpOfTuning_namesEachOptionThatIsTaken() {
    Map<String, String> folders =
        Map.of(
            "ARKWRIGHT_INPUT_DATA", "/data",
            "ARKWRIGHT_INPUT_BASE", "/base",
            "ARKWRIGHT_OUTPUT_MODEL", "/out");
    TrainingProblem refused =
        catchThrowableOfType(
            TrainingProblem.class, () -> TuningSettings.parse(folders, "--stepz", "5"));
    assertNames(TuningHelp.TEXT, refused);
  }

  private static void assertNames(String help, TrainingProblem refused) {
    String known = refused.getMessage().replaceFirst("(?s).*expected ", "");
    Set<String> named = new TreeSet<>();
    Pattern.compile("--[a-z-]{2,}")
        .matcher(help)
        .results()
        .forEach(found -> named.add(found.group()));
    assertThat(named).containsExactly(known.split(", "));
  }

  @ParameterizedTest
  @CsvSource({"--steps,0", "--minutes,0", "--minutes,-1", "--tokens,0", "--hidden,63", "--steps,"})
  void parse_valueOutsideItsRange_isRefusedByName(String option, String value) {
    TrainingProblem refused = value == null ? refusal(option) : refusal(option, value);
    assertThat(refused).hasMessageContaining(option).hasMessageContaining("expected");
  }

  private static TrainingProblem refusal(String... options) {
    Map<String, String> folders =
        Map.of("ARKWRIGHT_INPUT_DATA", "/data", "ARKWRIGHT_OUTPUT_MODEL", "/out");
    return catchThrowableOfType(
        TrainingProblem.class, () -> TrainingSettings.parse(folders, options));
  }
}
