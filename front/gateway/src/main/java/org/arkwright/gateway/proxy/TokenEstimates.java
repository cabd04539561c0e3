package org.arkwright.gateway.proxy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.usage.TokenCount;

/**
 * Estimates the tokens of requests whose clients left before the backend could count them, by what
 * the counted answers of the same model showed: bytes of text a token, and time a token. Any
 * thread; a ratio may be a request old.
 */
final class TokenEstimates {
  /** What most tokenizers need of English text, until a model has shown its own. */
  private static final double BYTES_PER_TOKEN = 4;

  private static final double BYTES_LEAST = 1;
  private static final double BYTES_MOST = 16;
  private static final double NEWEST_WEIGHT = 0.2;
  private static final int SAMPLE_EVERY = 32;
  private final Map<RouteName, Ratios> routes = new ConcurrentHashMap<>();

  /** What the counted answers of a model showed; 0 where nothing is known. */
  private static final class Ratios {
    private volatile double promptBytes;
    private volatile double answerBytes;
    private volatile double nanos;
    private int seen;
  }

  /** Whether the size of the next prompt should be measured: not of each, for it takes a pass. */
  boolean wantsPrompt(RouteName route) {
    Ratios ratios = ratios(route);
    synchronized (ratios) {
      return ratios.seen++ % SAMPLE_EVERY == 0;
    }
  }

  void learnPrompt(RouteName route, long bytes, TokenCount counted) {
    Ratios ratios = ratios(route);
    ratios.promptBytes =
        learned(ratios.promptBytes, bytes, counted.prompt(), BYTES_LEAST, BYTES_MOST);
  }

  void learnAnswer(RouteName route, long textBytes, long nanos, TokenCount counted) {
    Ratios ratios = ratios(route);
    ratios.answerBytes =
        learned(ratios.answerBytes, textBytes, counted.completion(), BYTES_LEAST, BYTES_MOST);
    ratios.nanos = learned(ratios.nanos, nanos, counted.completion(), 1, 1e12);
  }

  /**
   * Moves a ratio towards what a request showed. What a template adds to a short prompt would make
   * a token of text seem tiny, so a ratio is bounded.
   */
  private static double learned(
      double before, long amount, long tokens, double least, double most) {
    if (tokens == 0 || amount == 0) {
      return before;
    }
    double now = Math.clamp((double) amount / (double) tokens, least, most);
    return before == 0 ? now : before + NEWEST_WEIGHT * (now - before);
  }

  /** The tokens of a prompt with that much text. */
  long prompt(RouteName route, long bytes) {
    return bounded((double) bytes / orDefault(ratios(route).promptBytes));
  }

  /** The tokens of a streamed answer: at least one for each piece that came. */
  long streamed(RouteName route, long textBytes, long pieces) {
    return Math.max(
        Math.min(pieces, TokenCount.MAX),
        bounded((double) textBytes / orDefault(ratios(route).answerBytes)));
  }

  /** The tokens that the model writes in that time; 0 while its speed is unknown. */
  long written(RouteName route, long nanos) {
    double each = ratios(route).nanos;
    return each == 0 ? 0 : bounded((double) nanos / each);
  }

  private static double orDefault(double ratio) {
    return ratio == 0 ? BYTES_PER_TOKEN : ratio;
  }

  private static long bounded(double tokens) {
    return Math.clamp(Math.round(tokens), 0, TokenCount.MAX);
  }

  private Ratios ratios(RouteName route) {
    return routes.computeIfAbsent(route, _ -> new Ratios());
  }
}
