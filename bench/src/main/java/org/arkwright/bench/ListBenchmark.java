package org.arkwright.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Lists jobs of a running server with reasons, while others submit.
 *
 * <pre>
 *   ListBenchmark URL TOKEN fill COUNT                       queues so many jobs
 *   ListBenchmark URL TOKEN list LISTERS RATE SECONDS        lists of 1,000 rows, while RATE jobs a
 *                                                            second are submitted
 * </pre>
 */
@SuppressWarnings("InlineFormatString") // A template, named.
public final class ListBenchmark {
  private static final int CONNECTIONS = 16;
  private static final String LIST = "/api/v1/jobs?limit=1000";

  /** Jobs of a few classes that no node here could hold, so that they stay queued. */
  private static final String JOB =
      "{\"name\":\"%s\",\"project\":\"project-%d\",\"command\":[\"/bin/true\"],"
          + "\"priority\":%d,\"resources\":{\"cpus\":%d}}";

  private static final int PROJECTS = 5;
  private static final int PRIORITIES = 2;
  private static final int SIZES = 4;

  private final String run = Long.toString(System.currentTimeMillis(), 36);
  private final URI server;
  private final String token;

  private ListBenchmark(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  public static void main(String[] arguments) throws Exception {
    ListBenchmark benchmark = new ListBenchmark(URI.create(arguments[0]), arguments[1]);
    int count = Integer.parseInt(arguments[3]);
    switch (arguments[2]) {
      case "fill" -> benchmark.submit(count, 0);
      case "list" ->
          benchmark.list(count, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
      default -> throw new IllegalArgumentException("unknown benchmark: " + arguments[2]);
    }
  }

  private void list(int listers, int rate, int seconds) throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    List<Long> latencies = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int lister = 0; lister < listers; lister++) {
      threads.add(Thread.ofPlatform().start(() -> read(over, latencies)));
    }
    submit(rate * seconds, rate);
    over.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    if (listers > 0) {
      BenchFigures.latencies(
          "list of 1,000 rows, " + listers + " listers",
          latencies.stream().mapToLong(Long::longValue).toArray());
    }
  }

  private void read(AtomicBoolean over, List<Long> latencies) {
    try (HttpConnection connection = new HttpConnection(server, token)) {
      while (!over.get()) {
        long begin = System.nanoTime();
        String body = connection.get(LIST);
        latencies.add(System.nanoTime() - begin);
        if (!body.contains("\"reason\"")) {
          throw new IllegalStateException("no reasons: " + body.substring(0, 200));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Submits jobs.
   *
   * @param rate how many a second; 0 for as many as possible
   */
  private void submit(int count, int rate) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    long[] latencies = new long[count];
    long begin = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < CONNECTIONS; c++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try (HttpConnection connection = new HttpConnection(server, token)) {
              for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                if (rate > 0) {
                  long due = begin + i * 1_000_000_000L / rate;
                  LockSupport.parkNanos(due - System.nanoTime());
                }
                long sent = System.nanoTime();
                connection.post(
                    "/api/v1/jobs",
                    JOB.formatted(
                        "job-" + run + "-" + i,
                        i % PROJECTS,
                        i / PROJECTS % PRIORITIES,
                        64 + i / PROJECTS / PRIORITIES % SIZES));
                latencies[i] = System.nanoTime() - sent;
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    BenchFigures.rate("submissions", count, System.nanoTime() - begin);
    if (count > 0) {
      BenchFigures.latencies("submission answered", latencies);
    }
  }
}
