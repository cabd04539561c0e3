package org.arkwright.thread;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Notices parts that no longer answer: each is asked once a second, on one thread, for something
 * that takes it no time. Any thread may ask for the {@link #troubles}.
 */
public final class Pulse implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Map<String, Question> questions;
  private final Duration patience;
  private final Duration every;
  private final ServiceThread thread;

  Pulse(Map<String, Supplier<CompletableFuture<?>>> parts, Duration patience, Duration every) {
    this.questions = new LinkedHashMap<>();
    parts.forEach((part, ask) -> questions.put(part, new Question(ask)));
    this.patience = patience;
    this.every = every;
    this.thread = ServiceThread.of("arkwright-pulse", this::run);
  }

  /**
   * Starts asking.
   *
   * @param parts what to ask each part, by its name: returns at once, and completes when the part
   *     has answered, with a failure too
   * @param patience how long an answer may take
   */
  public static Pulse start(Map<String, Supplier<CompletableFuture<?>>> parts, Duration patience) {
    return start(parts, patience, EVERY);
  }

  static Pulse start(
      Map<String, Supplier<CompletableFuture<?>>> parts, Duration patience, Duration every) {
    Pulse pulse = new Pulse(parts, patience, every);
    var _ = pulse.thread.start();
    return pulse;
  }

  private static final class Question {
    private final Supplier<CompletableFuture<?>> ask;
    private CompletableFuture<?> answer = CompletableFuture.completedFuture(null);
    private long askedAtNanos;

    Question(Supplier<CompletableFuture<?>> ask) {
      this.ask = ask;
    }

    synchronized void askAgain() {
      if (answer.isDone()) {
        askedAtNanos = System.nanoTime();
        answer = ask.get();
      }
    }

    synchronized Duration waiting() {
      return answer.isDone() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - askedAtNanos);
    }
  }

  private void run() throws InterruptedException {
    while (true) {
      questions.values().forEach(Question::askAgain);
      TimeUnit.NANOSECONDS.sleep(every.toNanos());
    }
  }

  /** The parts that do not answer now, a line each; empty when all do. */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    questions.forEach((part, question) -> {
      Duration waiting = question.waiting();
      if (waiting.compareTo(patience) > 0) {
        troubles.add("%s has not answered for %d s".formatted(part, waiting.toSeconds()));
      }
    });
    Optional<String> own = thread.trouble();
    own.ifPresent(troubles::add);
    return troubles;
  }

  /** Stops asking. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
