package org.arkwright.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Options that go into a request as they were typed: the server knows what each may be. */
final class TypedOptions {
  private TypedOptions() {}

  /**
   * Puts what was given into a request.
   *
   * @param owner the command whose options they are, once it was parsed
   * @param options the option of each field
   */
  static void put(@Nullable CommandSpec owner, Map<String, String> options, ObjectNode request) {
    var parsed = Objects.requireNonNull(owner).commandLine().getParseResult();
    options.forEach((field, option) -> {
      if (parsed != null && parsed.hasMatchedOption(option)) {
        request.put(field, String.valueOf(parsed.<Object>matchedOptionValue(option, "")));
      }
    });
  }
}
