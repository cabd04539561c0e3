package org.arkwright.worker.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;
import org.arkwright.worker.supervise.Outbox;
import org.arkwright.worker.supervise.Supervisor;

/**
 * Keeps the worker in touch: one thread waits for orders, another delivers observations at once,
 * and either renews the lease. Both try for ever.
 */
public final class ServerLink {
  private static final Logger LOG = System.getLogger(ServerLink.class.getName());
  private static final long POLL_MILLIS_MAX = 5_000;
  private static final long PAUSE_MILLIS_MIN = 50;
  private static final long PAUSE_MILLIS_MAX = 1_000;
  private static final int REPORT_MAX = 2_000;

  /**
   * Under load, messages are this far apart and carry more each: with one per start and end of a
   * rank, they would cost more than the ranks. The first after a pause goes at once.
   */
  private static final long LOADED_GAP_MILLIS = 5;

  private static final int CONNECT_MILLIS_MAX = 2_000;

  private final ServerAddress address;
  private final NodeSpec node;
  private final String incarnation;
  private final Supervisor supervisor;
  private final Outbox outbox;
  private final Lease lease;
  private final Wire wire = Wire.strict();
  private final Gap ordersGap = new Gap();
  private final Gap reportsGap = new Gap();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean introduced;
  private volatile long pollMillis;
  private long carriedOut;

  /** A line that is silent until {@link #start}. */
  public ServerLink(
      ServerAddress address,
      NodeSpec node,
      String incarnation,
      Supervisor supervisor,
      Outbox outbox,
      Lease lease) {
    this.address = address;
    this.node = node;
    this.incarnation = incarnation;
    this.supervisor = supervisor;
    this.outbox = outbox;
    this.lease = lease;
  }

  /** Begins to talk. */
  public void start() {
    Thread.ofPlatform().name("orders").daemon().start(() -> repeat(this::takeOrders));
    Thread.ofPlatform().name("reports").daemon().start(() -> repeat(this::report));
  }

  /** Lets {@link #awaitEnd} return. */
  public void end() {
    ended.countDown();
  }

  /** Returns once the control plane, or anyone else, has told this worker to end. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  private void takeOrders() throws IOException, InterruptedException {
    Optional<Registration> introduction =
        introduced ? Optional.empty() : Optional.of(new Registration(node, supervisor.attempts()));
    if (introduction.isPresent()) {
      carriedOut = 0;
    }
    SyncResponse response =
        exchange(
            new SyncRequest(
                node.id(),
                incarnation,
                introduction,
                carriedOut,
                List.of(),
                introduction.isPresent() ? 0 : pollMillis));
    pollMillis = Math.min(POLL_MILLIS_MAX, response.leaseMillis() / 3);
    introduced = !response.introduceYourself();
    List<Order> orders =
        response.orders().stream()
            .filter(order -> order.number() > carriedOut)
            .map(NumberedOrder::order)
            .toList();
    if (!introduced || orders.isEmpty()) {
      return;
    }
    supervisor.carryOut(orders);
    carriedOut = response.orders().getLast().number();
    ordersGap.rest();
    if (orders.stream().anyMatch(Order.Exit.class::isInstance)) {
      end();
    }
  }

  private void report() throws IOException, InterruptedException {
    List<NumberedObservation> observations = outbox.await(REPORT_MAX, POLL_MILLIS_MAX);
    if (observations.isEmpty()) {
      return;
    }
    if (!introduced) {
      throw new IOException("not introduced yet");
    }
    SyncResponse response =
        exchange(new SyncRequest(node.id(), incarnation, Optional.empty(), 0, observations, 0));
    if (response.introduceYourself()) {
      introduced = false;
    }
    outbox.acknowledge(response.acknowledged());
    if (response.acknowledged() < observations.getLast().number()) {
      throw new IOException("the control plane could not take every observation");
    }
    reportsGap.rest();
  }

  /**
   * One request on the calling thread: every rank's start and end passes here, and a client with
   * threads of its own would cost more than the rest of the worker.
   */
  private SyncResponse exchange(SyncRequest request) throws IOException {
    byte[] body = wire.write(request);
    HttpURLConnection post =
        (HttpURLConnection) address.sync().toURL().openConnection(Proxy.NO_PROXY);
    post.setRequestMethod("POST");
    post.setRequestProperty("Authorization", "Bearer " + address.token());
    post.setRequestProperty("Content-Type", "application/json");
    post.setConnectTimeout(CONNECT_MILLIS_MAX);
    post.setReadTimeout(Math.toIntExact(request.waitMillis() + POLL_MILLIS_MAX));
    post.setDoOutput(true);
    long sentAtNanos = System.nanoTime();
    try (OutputStream out = post.getOutputStream()) {
      out.write(body);
    }
    if (post.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException(post.getURL() + " answered " + post.getResponseCode());
    }
    byte[] answer;
    try (InputStream in = post.getInputStream()) {
      answer = in.readAllBytes();
    }
    SyncResponse response = wire.read(answer, SyncResponse.class);
    lease.renew(sentAtNanos, Duration.ofMillis(response.leaseMillis()));
    return response;
  }

  private void repeat(Exchange exchange) {
    long pauseMillis = PAUSE_MILLIS_MIN;
    while (true) {
      try {
        exchange.run();
        pauseMillis = PAUSE_MILLIS_MIN;
      } catch (InterruptedException _) {
        return;
      } catch (IOException | WireException | IllegalArgumentException e) {
        LOG.log(Level.DEBUG, () -> "out of touch: " + e);
        try {
          Thread.sleep(pauseMillis);
        } catch (InterruptedException _) {
          return;
        }
        pauseMillis = Math.min(PAUSE_MILLIS_MAX, 2 * pauseMillis);
      }
    }
  }

  /** Keeps one kind of message apart. One thread. */
  private static final class Gap {
    private long lastNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(LOADED_GAP_MILLIS);

    /** Called after a message: returns at once unless the one before it was just a moment ago. */
    void rest() throws InterruptedException {
      long now = System.nanoTime();
      boolean loaded = now - lastNanos < TimeUnit.MILLISECONDS.toNanos(2 * LOADED_GAP_MILLIS);
      if (loaded) {
        Thread.sleep(LOADED_GAP_MILLIS);
      }
      lastNanos = System.nanoTime();
    }
  }

  /** One exchange with the control plane. */
  private interface Exchange {
    void run() throws IOException, InterruptedException;
  }
}
