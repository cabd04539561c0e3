package org.arkwright.cli.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a model answered, and what the gateway said of it.
 *
 * @param text as far as it came
 * @param end why it ends
 * @param promptTokens of the whole prompt; empty where the model's server does not tell
 * @param cachedTokens those of the prompt that were not read anew; empty where untold
 * @param completionTokens of the answer; empty where untold
 * @param untilFirst from the question to the first piece of text
 * @param whole from the question to the end
 * @param cost the gateway's estimate, such as {@code 0.0003 EUR}
 */
public record Answer(
    String text,
    End end,
    OptionalLong promptTokens,
    OptionalLong cachedTokens,
    OptionalLong completionTokens,
    Duration untilFirst,
    Duration whole,
    Optional<String> cost) {
  private static final double NANOS = 1e9;

  /** Why an answer ends. */
  public enum End {
    /** The model had said everything. */
    COMPLETE,
    /** It had as many tokens as it may have. */
    LENGTH,
    /** Whoever asked stopped it. */
    STOPPED
  }

  /** The tokens of a second after the first piece; empty where no rate can be told. */
  public Optional<Double> tokensPerSecond() {
    double seconds = whole.minus(untilFirst).toNanos() / NANOS;
    return completionTokens.isPresent() && completionTokens.getAsLong() > 1 && seconds > 0
        ? Optional.of((completionTokens.getAsLong() - 1) / seconds)
        : Optional.empty();
  }

  /** Returns one line for people: tokens, speed, cost and, if it was cut, by what. */
  public String summary() {
    List<String> parts = new ArrayList<>();
    completionTokens.ifPresent(tokens -> parts.add(tokens + (tokens == 1 ? " token" : " tokens")));
    tokensPerSecond().ifPresent(rate -> parts.add(format("%.1f tokens/s", rate)));
    parts.add(format("first after %.2f s", untilFirst.toNanos() / NANOS));
    promptTokens.ifPresent(tokens ->
        parts.add(
            "prompt "
                + tokens
                + (cachedTokens.orElse(0) > 0 ? " (" + cachedTokens.getAsLong() + " known)" : "")));
    cost.ifPresent(parts::add);
    switch (end) {
      case COMPLETE -> {}
      case LENGTH -> parts.add("cut: the limit of tokens was reached");
      case STOPPED -> parts.add("stopped");
    }
    return String.join(" · ", parts);
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
