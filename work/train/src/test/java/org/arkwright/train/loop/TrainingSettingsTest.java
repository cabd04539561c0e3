package org.arkwright.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.Map;
import org.arkwright.train.report.TrainingProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingSettingsTest {
  private static final Map<String, String> RANK =
      Map.of(
          "ARKWRIGHT_JOB_NAME", "letters",
          "ARKWRIGHT_INPUT_DATA", "/in/data",
          "ARKWRIGHT_OUTPUT_MODEL", "/out/model",
          "ARKWRIGHT_CHECKPOINTS", "/keep");

  @Test
  void withoutOptions_isThePresetNano_inTheRanksFolders() {
    TrainingSettings settings = parse();
    assertThat(settings.name()).isEqualTo("letters");
    assertThat(settings.folders().data()).isEqualTo(Path.of("/in/data"));
    assertThat(settings.folders().out()).isEqualTo(Path.of("/out/model"));
    assertThat(settings.folders().checkpoints()).contains(Path.of("/keep"));
    assertThat(settings.folders().base()).isEmpty();
    assertThat(settings.network())
        .isEqualTo(new TrainingSettings.Network(4096, 128, 352, 3, 4, 128));
    assertThat(settings.optimisation())
        .isEqualTo(new TrainingSettings.Optimisation(8, 1, 6e-3, 60, 0.1, 1.0));
    assertThat(settings.limit()).isEqualTo(new TrainingSettings.Limit.Minutes(2));
    assertThat(settings.validation()).isEqualTo(0.01);
    assertThat(settings.seed()).isEqualTo(1);
    assertThat(settings.checkpointSeconds()).isEqualTo(30);
  }

  @Test
  void everyOption_overridesPresetAndVariable() {
    TrainingSettings settings =
        parse(
            "--preset",
            "micro",
            "--name",
            "mine",
            "--data",
            "/d",
            "--out",
            "/o",
            "--checkpoints",
            "/c",
            "--from",
            "/base",
            "--vocabulary",
            "300",
            "--hidden",
            "64",
            "--intermediate",
            "100",
            "--layers",
            "2",
            "--heads",
            "8",
            "--context",
            "32",
            "--batch",
            "3",
            "--accumulation",
            "5",
            "--learning-rate",
            "0.25",
            "--warm-up",
            "11",
            "--weight-decay",
            "0.2",
            "--clip",
            "0",
            "--validation",
            "0.5",
            "--seed",
            "9",
            "--tokens",
            "12345678901",
            "--checkpoint-seconds",
            "1.5",
            "--device",
            "cpu",
            "--precision",
            "float32",
            "--log-steps",
            "4");
    assertThat(settings)
        .isEqualTo(
            new TrainingSettings(
                "mine",
                new TrainingSettings.Folders(
                    Path.of("/d"),
                    Path.of("/o"),
                    java.util.Optional.of(Path.of("/c")),
                    java.util.Optional.of(Path.of("/base"))),
                new TrainingSettings.Network(300, 64, 100, 2, 8, 32),
                new TrainingSettings.Optimisation(3, 5, 0.25, 11, 0.2, 0),
                0.5,
                9,
                new TrainingSettings.Limit.Tokens(12_345_678_901L),
                1.5,
                new TrainingSettings.Hardware("cpu", "float32"),
                4));
  }

  @Test
  void trainingFurther_takesATenthOfThePresetsRate_unlessOneIsGiven() {
    assertThat(parse("--from", "/base").optimisation().learningRate()).isEqualTo(6e-3 * 0.1);
    assertThat(parse("--from", "/base", "--learning-rate", "0.02").optimisation().learningRate())
        .isEqualTo(0.02);
  }

  @Test
  void sizesOfANewNetwork_followFromItsWidth() {
    var config = parse("--hidden", "96", "--heads", "6").network().config(500);
    assertThat(config.vocabularySize()).isEqualTo(500);
    assertThat(config.headSize()).isEqualTo(16);
    assertThat(config.keyValueHeads()).isEqualTo(6);
    assertThat(config.tiedEmbeddings()).isTrue();
  }

  @Test
  void missingFolder_isNamed_withItsVariable() {
    assertThatExceptionOfType(TrainingProblem.class)
        .isThrownBy(() -> TrainingSettings.parse(Map.of("ARKWRIGHT_INPUT_DATA", "/d")))
        .withMessageContaining("--out FOLDER, or the variable ARKWRIGHT_OUTPUT_MODEL");
  }

  @ParameterizedTest
  @CsvSource({
    "--vocabulary,256",
    "--vocabulary,1048577",
    "--hidden,1",
    "--layers,0",
    "--layers,1001",
    "--heads,0",
    "--context,1",
    "--batch,0",
    "--accumulation,0",
    "--learning-rate,0",
    "--learning-rate,1.5",
    "--warm-up,-1",
    "--weight-decay,1.1",
    "--validation,0.51",
    "--seed,-1",
    "--steps,0",
    "--tokens,0",
    "--minutes,0",
    "--minutes,NaN",
    "--clip,-1",
    "--log-steps,x",
    "--preset,huge",
    "--colour,red"
  })
  void wrongValue_isRefusedByName(String option, String value) {
    refused(value.equals("huge") ? "no preset huge" : option, option, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--steps 1 --tokens 1", "--tokens 1 --minutes 1", "--steps 1 --minutes 1"})
  void twoLimits_areRefused(String options) {
    refused("more than one of --steps, --tokens and --minutes", options.split(" ", -1));
  }

  @Test
  void widthThatDoesNotDivideIntoEvenHeads_isRefused() {
    refused("--hidden is 100 and --heads is 3", "--hidden", "100", "--heads", "3");
    refused("heads of an even width", "--hidden", "20", "--heads", "4");
    assertThat(parse("--hidden", "24", "--heads", "4").network().hidden()).isEqualTo(24);
  }

  @Test
  void passLargerThanOneTensor_isRefused_andTheLargestIsNot() {
    refused("at most 16,777,216 tokens together", "--batch", "131073", "--context", "128");
    assertThat(parse("--batch", "131072", "--context", "128").optimisation().batch())
        .isEqualTo(131_072);
  }

  private static void refused(String part, String... options) {
    assertThatExceptionOfType(TrainingProblem.class)
        .isThrownBy(() -> parse(options))
        .withMessageContaining(part);
  }

  private static TrainingSettings parse(String... options) {
    return TrainingSettings.parse(RANK, options);
  }
}
