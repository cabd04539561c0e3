package org.arkwright.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Drives a running server through its API.
 *
 * <pre>
 *   ServerBenchmark URL TOKEN submit  COUNT CONNECTIONS   durable submissions accepted per second
 *   ServerBenchmark URL TOKEN noop    COUNT CONNECTIONS   no-op jobs completed per second
 *   ServerBenchmark URL TOKEN latency COUNT               submit to running, one at a time
 * </pre>
 */
public final class ServerBenchmark {
  private static final int ID_LENGTH = 13;

  private static final String NOOP =
      "{\"name\":\"%s\",\"project\":\"bench\",\"command\":[\"/bin/true\"],"
          + "\"resources\":{\"cpus\":%s}}";

  /** A prefix that keeps the job names of concurrent runs against one server apart. */
  private final String run = Long.toString(System.currentTimeMillis(), 36);

  private final URI server;
  private final String token;

  private ServerBenchmark(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  public static void main(String[] arguments) throws Exception {
    ServerBenchmark benchmark = new ServerBenchmark(URI.create(arguments[0]), arguments[1]);
    int count = Integer.parseInt(arguments[3]);
    switch (arguments[2]) {
      // Jobs that can never start, so that only accepting them is measured.
      case "submit" -> benchmark.submissions(count, Integer.parseInt(arguments[4]));
      case "noop" -> benchmark.completions(count, Integer.parseInt(arguments[4]));
      case "latency" -> benchmark.latency(count);
      default -> throw new IllegalArgumentException("unknown benchmark: " + arguments[2]);
    }
  }

  private void submissions(int count, int connections) throws Exception {
    submitAll("warm", count / 4, connections, "100000");
    long begin = System.nanoTime();
    long[] latencies = submitAll("submit", count, connections, "100000");
    BenchFigures.rate(
        "submissions accepted, " + connections + " connections", count, System.nanoTime() - begin);
    BenchFigures.latencies("submission answered", latencies);
  }

  private void completions(int count, int connections) throws Exception {
    runToCompletion("warm", count / 4, connections);
    long nanos = runToCompletion("noop", count, connections);
    BenchFigures.rate("no-op jobs completed, " + connections + " connections", count, nanos);
  }

  private long runToCompletion(String prefix, int count, int connections) throws Exception {
    AtomicInteger left = new AtomicInteger(count);
    CountDownLatch done = new CountDownLatch(1);
    Thread feed =
        follow((event, _) -> {
          if (isType(event, "JobSucceeded") && left.decrementAndGet() == 0) {
            done.countDown();
            return false;
          }
          return true;
        });
    long begin = System.nanoTime();
    submitAll(prefix, count, connections, "1");
    done.await();
    long nanos = System.nanoTime() - begin;
    feed.join();
    return nanos;
  }

  private void latency(int count) throws Exception {
    Map<String, Long> runningAt = new ConcurrentHashMap<>();
    Object arrived = new Object();
    Thread feed =
        follow((event, at) -> {
          if (isType(event, "AttemptRunning")) {
            synchronized (arrived) {
              runningAt.put(job(event), at);
              arrived.notifyAll();
            }
          }
          return runningAt.size() < count;
        });
    long[] nanos = new long[count];
    try (HttpConnection connection = new HttpConnection(server, token)) {
      for (int i = 0; i < count; i++) {
        long begin = System.nanoTime();
        String id =
            id(connection.post("/api/v1/jobs", NOOP.formatted("latency-" + run + "-" + i, "1")));
        synchronized (arrived) {
          while (!runningAt.containsKey(id)) {
            arrived.wait();
          }
        }
        nanos[i] = runningAt.get(id) - begin;
        Thread.sleep(20); // until the machine is idle again
      }
    }
    feed.join();
    BenchFigures.latencies("submit to running", nanos);
  }

  private long[] submitAll(String prefix, int count, int connections, String cpus)
      throws InterruptedException {
    long[] latencies = new long[count];
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try (HttpConnection connection = new HttpConnection(server, token)) {
              for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                long begin = System.nanoTime();
                connection.post("/api/v1/jobs", NOOP.formatted(prefix + "-" + run + "-" + i, cpus));
                latencies[i] = System.nanoTime() - begin;
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return latencies;
  }

  /** Follows the event stream in a thread; returns once the stream is open. */
  private Thread follow(EventFeed.Listener listener) throws InterruptedException {
    CountDownLatch opened = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                EventFeed.follow(server, token, opened::countDown, listener);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    opened.await();
    return thread;
  }

  /**
   * Matches the text instead of parsing it, because the client shares the machine with the server.
   */
  private static boolean isType(String event, String type) {
    return event.contains("\"type\":\"" + type + "\"");
  }

  private static String job(String event) {
    int at = event.indexOf("\"attempt\":\"") + 11;
    return event.substring(at, at + ID_LENGTH);
  }

  private static String id(String body) {
    int at = body.indexOf("\"id\":\"") + 6;
    return body.substring(at, at + ID_LENGTH);
  }
}
