package org.arkwright.cli.command.quickstart;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One step of a recipe. */
public interface RecipeStep {
  /** What it does, for people. */
  String title();

  /** The commands that do the same, each without {@code arkwright} and its home. */
  List<List<String>> typed();

  /** The call of the API that it makes; empty text for none that a user would send. */
  default String call() {
    return "";
  }

  /** Returns why there is nothing to do; empty when there is. */
  Optional<String> done() throws IOException;

  /** Does it, and returns its exit code. What is under way already is followed, not begun again. */
  int run() throws IOException;
}
