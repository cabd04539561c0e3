package org.arkwright.cli.command.quickstart;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.arkwright.cli.session.ExitCode;

/**
 * A step that starts, stops or only asks: its commands change nothing that could be half done.
 *
 * @param skip says why there is nothing to do
 * @param arkwright executes a command's arguments and returns its exit code
 */
record CommandStep(
    String title,
    List<List<String>> typed,
    Supplier<Optional<String>> skip,
    ToIntFunction<List<String>> arkwright)
    implements RecipeStep {
  @Override
  public Optional<String> done() {
    return skip.get();
  }

  @Override
  public int run() {
    for (List<String> command : typed) {
      int code = arkwright.applyAsInt(command);
      if (code != ExitCode.OK) {
        return code;
      }
    }
    return ExitCode.OK;
  }
}
