package org.arkwright.worker.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.unit.Backoff;
import org.arkwright.protocol.Complaints;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.ProtocolForm;
import org.arkwright.protocol.RefusedOrder;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.SyncResponse;
import org.arkwright.thread.ServiceThread;
import org.arkwright.wire.WireException;
import org.arkwright.worker.supervise.Outbox;
import org.arkwright.worker.supervise.Supervisor;

/**
 * The worker's connection to the control plane: one thread waits for orders, another delivers
 * observations immediately, and both renew the lease. They retry forever.
 */
public final class ServerLink {
  private static final long POLL_MILLIS_MAX = 5_000;
  private static final Backoff PAUSES = Backoff.ofMillis(100, 1_000);
  private static final int REPORT_MAX = 2_000;

  /**
   * The least interval of messages under load, so that each carries more: one message per start and
   * end of a rank would cost more than the ranks. The first after an idle period is sent
   * immediately.
   */
  private static final long LOADED_GAP_MILLIS = 5;

  private static final int CONNECT_MILLIS_MAX = 2_000;

  private final ServerAddress address;
  private final NodeSpec node;
  private final String incarnation;
  private final Supervisor supervisor;
  private final Outbox outbox;
  private final ObeyedServer obeyed;
  private final Lease lease;
  private final Optional<String> identity;
  private final ProtocolForm form = new ProtocolForm();
  private final LinkTrouble trouble = new LinkTrouble();
  private final Consumer<Order.Open> channels;
  private final Gap ordersGap = new Gap();
  private final Gap reportsGap = new Gap();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean registered;
  private volatile long pollMillis;
  private volatile long heardAtNanos = System.nanoTime();
  private volatile int version = Protocol.VERSION;
  private Optional<Runnable> listed = Optional.empty();
  private List<RefusedOrder> refused = List.of();
  private long carriedOut;

  /**
   * Creates a connection that is idle until {@link #start}.
   *
   * @param identity as {@link Registration#identity}
   * @param channels opens byte streams, without blocking
   */
  public ServerLink(
      ServerAddress address,
      NodeSpec node,
      String incarnation,
      Supervisor supervisor,
      Outbox outbox,
      ObeyedServer obeyed,
      Lease lease,
      String identity,
      Consumer<Order.Open> channels) {
    this.channels = channels;
    this.address = address;
    this.node = node;
    this.incarnation = incarnation;
    this.supervisor = supervisor;
    this.outbox = outbox;
    this.obeyed = obeyed;
    this.lease = lease;
    this.identity = Optional.of(identity);
  }

  /**
   * Has {@code then} run, on the thread of the orders, when the control plane has first taken this
   * worker's introduction: its node is listed then. Must be called before {@link #start}.
   */
  public void whenListed(Runnable then) {
    listed = Optional.of(then);
  }

  /** Starts communicating. */
  public void start() {
    var _ = ServiceThread.of("orders", () -> repeat(this::takeOrders)).start();
    var _ = ServiceThread.of("reports", () -> repeat(this::report)).start();
  }

  /** Makes {@link #awaitEnd} return. */
  public void end() {
    ended.countDown();
  }

  /** Waits until the control plane has ordered the worker to end, or {@link #end} was called. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** The time since a control plane that this worker obeys last answered, or since the start. */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAtNanos);
  }

  private void takeOrders() throws IOException, InterruptedException {
    Optional<Registration> registration =
        registered
            ? Optional.empty()
            : Optional.of(
                new Registration(node, supervisor.attempts(), identity, Optional.empty()));
    if (registration.isPresent()) {
      carriedOut = 0;
    }
    SyncRequest request =
        new SyncRequest(
            node.id(),
            obeyed.latest(),
            incarnation,
            registration,
            carriedOut,
            List.of(),
            registration.isPresent() ? 0 : pollMillis);
    SyncResponse response =
        exchange(request.complaining(new Complaints(refused, trouble.ofOrders())));
    pollMillis = Math.min(POLL_MILLIS_MAX, response.leaseMillis() / 3);
    registered = !response.introduceYourself();
    if (registration.isPresent() && !registered) {
      throw new RefusedException(
          response.refusal().orElse("the control plane gives no reason; its server.log has it"));
    }
    if (registered) {
      listed.ifPresent(Runnable::run);
      listed = Optional.empty();
      carryOut(response);
    }
  }

  private void carryOut(SyncResponse response) throws IOException, InterruptedException {
    refused = response.unread().stream().filter(order -> order.number() > carriedOut).toList();
    List<Order> orders =
        response.orders().stream()
            .filter(order -> order.number() > carriedOut)
            .map(NumberedOrder::order)
            .toList();
    if (orders.isEmpty() && refused.isEmpty()) {
      trouble.carriedOut();
      return;
    }
    trouble.carryingOut(() -> supervisor.carryOut(orders));
    for (Order order : orders) {
      if (order instanceof Order.Open open) {
        channels.accept(open);
      }
    }
    carriedOut = response.lastNumber();
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
    if (!registered) {
      throw new IOException("not registered yet");
    }
    SyncResponse response =
        exchange(
            new SyncRequest(
                node.id(), obeyed.latest(), incarnation, Optional.empty(), 0, observations, 0));
    if (response.introduceYourself()) {
      registered = false;
    } else {
      response.refusal().ifPresent(trouble::notTaken);
    }
    outbox.acknowledge(response.acknowledged());
    if (response.acknowledged() < observations.getLast().number()) {
      throw new IOException("the control plane did not acknowledge every observation");
    }
    reportsGap.rest();
  }

  /**
   * Sends one request on the calling thread: it is used for every rank's start and end, and a
   * client with its own threads would cost more than the rest of the worker.
   */
  private SyncResponse exchange(SyncRequest request) throws IOException {
    byte[] body = form.write(request, version);
    HttpURLConnection post = address.open("/worker/v1/sync");
    post.setRequestMethod("POST");
    post.setRequestProperty("Content-Type", "application/json");
    post.setConnectTimeout(CONNECT_MILLIS_MAX);
    post.setReadTimeout(Math.toIntExact(request.waitMillis() + POLL_MILLIS_MAX));
    post.setDoOutput(true);
    long sentAtNanos = System.nanoTime();
    try (OutputStream out = post.getOutputStream()) {
      out.write(body);
    }
    if (post.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw notTaken(post);
    }
    byte[] answer;
    try (InputStream in = post.getInputStream()) {
      answer = in.readAllBytes();
    }
    SyncResponse response = form.readResponse(answer);
    if (!obeyed.obey(response.server())) {
      throw new IOException(
          "not obeyed: %s is not the latest start of this worker's home, %s"
              .formatted(response.server(), obeyed.latest()));
    }
    heardAtNanos = System.nanoTime();
    trouble.clocks(post.getDate(), System.currentTimeMillis());
    lease.renew(response.server().number(), sentAtNanos, Duration.ofMillis(response.leaseMillis()));
    return response;
  }

  /**
   * Says why a message was not taken; one that was not understood is next written in another
   * version.
   */
  private IOException notTaken(HttpURLConnection post) throws IOException {
    int status = post.getResponseCode();
    if (status == HttpURLConnection.HTTP_BAD_REQUEST) {
      version = version == Protocol.VERSION ? Protocol.SPOKEN.least() : Protocol.VERSION;
    }
    String why = "%s answers %s".formatted(post.getURL(), ServerWords.of(post));
    return status == HttpURLConnection.HTTP_UNAUTHORIZED
            || status == HttpURLConnection.HTTP_FORBIDDEN
        ? new RefusedException(why + " (this worker keeps its ranks until their lease is over)")
        : new IOException(why);
  }

  private void repeat(Exchange exchange) throws InterruptedException {
    int failures = 0;
    while (true) {
      try {
        exchange.run();
        failures = 0;
        trouble.over();
      } catch (IOException | WireException | IllegalArgumentException e) {
        trouble.met(e);
        failures++;
        // With a random part: all workers lose a server at the same moment.
        Thread.sleep(PAUSES.after(failures, ThreadLocalRandom.current()));
      }
    }
  }

  /** The minimum interval of one kind of message. Not thread-safe. */
  private static final class Gap {
    private long lastNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(LOADED_GAP_MILLIS);

    /** Called after a message: waits if the previous message was sent only a moment before. */
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
