package org.arkwright.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProgramOptionsTest {
  @Test
  void pairs_areTakenByName() {
    ProgramOptions options = options("--port", "0", "--rate", "3e-4", "--tokens", "2_000_000_000");

    assertThat(options.whole("--port", 0, 65_535)).contains(0);
    assertThat(options.decimal("--rate", 0, 1)).contains(0.0003);
    assertThat(options.large("--tokens", 1, Long.MAX_VALUE)).contains(2_000_000_000L);
    assertThat(options.text("--name")).isEmpty();
    options.refuseRest();
  }

  @Test
  void variable_standsInForAnOptionThatIsNotThere() {
    Map<String, String> environment = Map.of("PORT", "1", "NAME", "theirs", "EMPTY", "");
    ProgramOptions options =
        options("--name", "ours")
            .orVariable("--port", environment, "PORT")
            .orVariable("--name", environment, "NAME")
            .orVariable("--home", environment, "EMPTY");

    assertThat(options.whole("--port", 0, 9)).contains(1);
    assertThat(options.text("--name")).contains("ours");
    assertThat(options.path("--home")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "-1", "65536", "1.5", "NaN", "1e999999999", "1e-999999999", "0x1f"})
  void whole_otherText_isRefusedWithTheBounds(String text) {
    ProgramOptions options = options("--port", text);

    assertThatThrownBy(() -> options.whole("--port", 0, 65_535))
        .isInstanceOf(OptionProblem.class)
        .hasMessage("--port is '%s', expected a whole number from 0 to 65535".formatted(text));
  }

  @Test
  void ownReading_ofWhatIsNotAllowed_saysWhatIs() {
    ProgramOptions options = options("--accept", "perhaps");

    assertThatThrownBy(() -> options.as("--accept", "yes or no", _ -> Optional.empty()))
        .hasMessage("--accept is 'perhaps', expected yes or no");
  }

  @Test
  void commandLines_thatAreNotPairs_areRefused() {
    assertThatThrownBy(() -> options("home")).hasMessageContaining("home is not an option");
    assertThatThrownBy(() -> options("--home")).hasMessageContaining("--home is without a value");
    assertThatThrownBy(() -> options("--home", "a", "--home", "b"))
        .hasMessage("--home is given twice, expected it once");
    assertThatThrownBy(() -> options().requiredPath("--home", "--home FOLDER"))
        .hasMessage("no --home is given, expected --home FOLDER");
    assertThatThrownBy(() -> options("--hom", "x").requiredPath("--home", "--home FOLDER"))
        .hasMessage("no --home is given, but --hom, expected --home FOLDER");
  }

  @Test
  void unknownOption_isRefused_withThoseThatAreKnown() {
    ProgramOptions options = options("--prot", "1", "--home", "x");
    var _ = options.text("--home");
    var _ = options.text("--port");

    assertThatThrownBy(options::refuseRest)
        .hasMessage("unknown option --prot, expected --home, --port");
  }

  private static ProgramOptions options(String... arguments) {
    return new ProgramOptions(List.of(arguments));
  }
}
