package org.arkwright.convert;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.options.OptionProblem;

/**
 * Makes one GGUF file of a model: {@code --model FOLDER --out FOLDER [--name NAME] [--type
 * f16|bf16|f32] [--quantize KIND] [--threads N]}, where the folders may come from the rank's
 * variables. Exits with 2 for a model or options that no second try mends, and with 1 for all else
 * that fails, with a line that says why.
 */
public final class ConvertMain {
  private static final int INVALID_INPUT = 2;

  private ConvertMain() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    try {
      new Conversion(ConvertOptions.parse(List.of(arguments), System.getenv()), System.out).run();
      System.out.flush();
    } catch (OptionProblem | ConversionProblem problem) {
      System.err.println("convert: " + problem.getMessage());
      System.exit(INVALID_INPUT);
    } catch (IOException problem) {
      System.err.println("convert: " + problem.getMessage());
      System.exit(1);
    }
  }
}
