package org.arkwright.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compares text generation through gateway and replica with the same model in this process: tokens
 * per second with 1, 4 and 16 concurrent requests, alternating between the two. Usage: {@code
 * GenerationBenchmark MODEL.gguf CONTEXT PARALLEL THREADS PROMPTS GATEWAY_PORT KEY NAME ROUNDS
 * TOKENS}; a prompt is a line of plain words.
 */
public final class GenerationBenchmark {
  /** The highest first, so that the compilers finish sooner. */
  private static final int[] CONCURRENCIES = {16, 4, 1};

  private static final int REQUESTS = 32;
  private static final double REACH = 0.97;

  private final List<String> prompts;
  private final int tokensMax;

  private GenerationBenchmark(List<String> prompts, int tokensMax) {
    this.prompts = prompts;
    this.tokensMax = tokensMax;
  }

  public static void main(String[] arguments) throws Exception {
    int parallel = Integer.parseInt(arguments[2]);
    int port = Integer.parseInt(arguments[5]);
    int rounds = Integer.parseInt(arguments[8]);
    GenerationBenchmark benchmark =
        new GenerationBenchmark(
            Files.readAllLines(Path.of(arguments[4])).subList(0, REQUESTS),
            Integer.parseInt(arguments[9]));
    try (DirectModel model =
        new DirectModel(
            Path.of(arguments[0]),
            Integer.parseInt(arguments[1]),
            parallel,
            Integer.parseInt(arguments[3]))) {
      for (int concurrency : CONCURRENCIES) {
        benchmark.compare(
            Collections.nCopies(Math.min(concurrency, parallel), (TextWriter) model),
            port,
            arguments[6],
            arguments[7],
            concurrency,
            rounds);
      }
    }
  }

  private void compare(
      List<TextWriter> direct, int port, String key, String name, int concurrency, int rounds)
      throws Exception {
    List<TextWriter> served = new ArrayList<>();
    for (int i = 0; i < concurrency; i++) {
      served.add(new GatewayConnection(port, key, name));
    }
    double[] directRates = new double[rounds];
    double[] servedRates = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      // The order alternates as well; the first round is a warm-up.
      double first = tokensPerSecond(round % 2 == 0 ? direct : served);
      double second = tokensPerSecond(round % 2 == 0 ? served : direct);
      if (round >= 0) {
        directRates[round] = round % 2 == 0 ? first : second;
        servedRates[round] = round % 2 == 0 ? second : first;
      }
    }
    for (TextWriter connection : served) {
      connection.close();
    }
    report(concurrency, directRates, servedRates);
  }

  /** Generates text for all prompts, with one thread per writer. */
  private double tokensPerSecond(List<TextWriter> writers)
      throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    List<Future<Integer>> written = new ArrayList<>();
    int tokens = 0;
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers.size())) {
      for (TextWriter writer : writers) {
        written.add(threads.submit(() -> work(writer, next)));
      }
      for (Future<Integer> one : written) {
        tokens += one.get();
      }
    }
    return tokens * 1e9 / (System.nanoTime() - start);
  }

  private int work(TextWriter writer, AtomicInteger next) throws IOException {
    int tokens = 0;
    for (int i = next.getAndIncrement(); i < prompts.size(); i = next.getAndIncrement()) {
      tokens += writer.write(prompts.get(i), tokensMax);
    }
    return tokens;
  }

  private static void report(int concurrency, double[] direct, double[] served) {
    System.out.printf(
        Locale.ROOT,
        "%d at a time, tokens/s: direct %s; through gateway and replica %s; ratio %.3f"
            + " (reach: %.2f)%n",
        concurrency,
        text(direct),
        text(served),
        median(served) / median(direct),
        REACH);
  }

  private static double median(double[] rates) {
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String text(double[] rates) {
    return String.format(
        Locale.ROOT,
        "%.0f (%.0f to %.0f)",
        median(rates),
        Arrays.stream(rates).min().orElse(0),
        Arrays.stream(rates).max().orElse(0));
  }
}
