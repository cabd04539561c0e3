package org.arkwright.convert;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.llama.GgufWriter.TensorType;
import org.arkwright.llama.Quantization;
import org.arkwright.options.ProgramOptions;

/**
 * What is to be made of which model.
 *
 * @param name of the model, for people
 * @param model the folder it is in
 * @param out the folder of the result
 * @param type of the matrices, before any quantisation
 * @param quantization the kind to quantise to; empty for none
 * @param threads of the quantisation
 */
record ConvertOptions(
    String name,
    Path model,
    Path out,
    TensorType type,
    Optional<Quantization> quantization,
    int threads) {
  private static final int THREADS_MAX = 512;

  static ConvertOptions parse(List<String> arguments, Map<String, String> environment) {
    ProgramOptions given =
        new ProgramOptions(arguments)
            .orVariable("--name", environment, "ARKWRIGHT_JOB_NAME")
            .orVariable("--model", environment, "ARKWRIGHT_INPUT_MODEL")
            .orVariable("--out", environment, "ARKWRIGHT_OUTPUT_MODEL");
    ConvertOptions options =
        new ConvertOptions(
            given.text("--name").orElse("model"),
            given.requiredPath("--model", "--model FOLDER, or the variable ARKWRIGHT_INPUT_MODEL"),
            given.requiredPath("--out", "--out FOLDER, or the variable ARKWRIGHT_OUTPUT_MODEL"),
            given
                .as("--type", words(TensorType.values()), text -> parse(text, TensorType.values()))
                .orElse(TensorType.F16),
            given.as(
                "--quantize",
                words(Quantization.values()),
                text -> parse(text, Quantization.values())),
            given
                .whole("--threads", 1, THREADS_MAX)
                .orElse(Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors())));
    given.refuseRest();
    return options;
  }

  private static String words(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private static <T extends Enum<T>> Optional<T> parse(String text, T[] values) {
    return Arrays.stream(values)
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst();
  }
}
