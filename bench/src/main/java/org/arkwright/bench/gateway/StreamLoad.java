package org.arkwright.bench.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * An open-loop load of streams at a given rate: latency counts from the time a request was due, so
 * that a stalling server cannot hide it. {@code StreamLoad rate PORT PER_SECOND SECONDS} prints
 * percentiles; {@code StreamLoad hold PORT STREAMS} opens the given number and holds them for 20 s.
 */
public final class StreamLoad {
  private static final int CONNECTIONS = 32;
  private static final long HOLD_MILLIS = 20_000;
  private static final byte[] REQUEST = request();

  private StreamLoad() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    if (arguments[0].equals("hold")) {
      hold(port, count);
    } else {
      rate(port, count, Integer.parseInt(arguments[3]));
    }
  }

  private static void rate(int port, int perSecond, int seconds) throws InterruptedException {
    ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
    long start = System.nanoTime();
    long gap = 1_000_000_000L * CONNECTIONS / perSecond;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      long first = start + gap * i / CONNECTIONS;
      threads.add(Thread.ofVirtual().start(() -> paced(port, first, gap, seconds, latencies)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    // The first second warms up.
    long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "n=%d p50 %.3f ms, p99 %.3f ms, max %.2f ms%n",
        sorted.length,
        sorted[sorted.length / 2] / 1e6,
        sorted[(int) (sorted.length * 0.99)] / 1e6,
        sorted[sorted.length - 1] / 1e6);
  }

  private static void paced(
      int port, long first, long gap, int seconds, ConcurrentLinkedQueue<Long> latencies) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
      long end = first + seconds * 1_000_000_000L;
      for (long due = first; due < end; due += gap) {
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        socket.getOutputStream().write(REQUEST);
        ChunkedAnswer.read(in, InputStream::skipNBytes);
        if (due - first > 1_000_000_000L) {
          latencies.add(System.nanoTime() - due);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void hold(int port, int streams) throws InterruptedException {
    CountDownLatch streaming = new CountDownLatch(streams);
    for (int i = 0; i < streams; i++) {
      Thread.ofVirtual().start(() -> holdOne(port, streaming));
    }
    streaming.await();
    System.out.println(streams + " streams are open");
    Thread.sleep(HOLD_MILLIS);
  }

  private static void holdOne(int port, CountDownLatch streaming) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(REQUEST);
      InputStream in = socket.getInputStream();
      int first = in.read();
      streaming.countDown();
      while (first >= 0) {
        first = in.read();
      }
    } catch (IOException e) {
      System.err.println("a stream ended: " + e.getMessage());
    }
  }

  private static byte[] request() {
    String body =
        "{\"model\":\"bench\",\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    String head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ak-bench\r\n"
            + "Content-Type: application/json\r\nContent-Length: ";
    return (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
  }
}
