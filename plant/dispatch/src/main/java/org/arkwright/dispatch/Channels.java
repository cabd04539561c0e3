package org.arkwright.dispatch;

import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.arkwright.model.id.WorkerId;
import org.arkwright.protocol.ChannelTarget;
import org.arkwright.protocol.Order;
import org.jspecify.annotations.Nullable;

/**
 * The byte streams between the control plane and nodes. Nothing reaches a node by itself: the
 * worker gets an order, and opens a connection for each direction, which are joined here. Channels
 * are not durable; one that breaks is opened anew by whoever needs it. Thread-safe.
 */
public final class Channels {
  /**
   * What may be open at a time.
   *
   * @param perWorker to one worker
   * @param inAll to all workers
   * @param opening how long a worker may take to open its connections
   */
  public record Limits(int perWorker, int inAll, Duration opening) {
    public static final Limits DEFAULT = new Limits(64, 2048, Duration.ofSeconds(10));
  }

  /** Gives orders to workers, each of which is given once, or never. */
  @FunctionalInterface
  public interface Orders {
    /**
     * Gives an order.
     *
     * @param refused is told why the worker will not get it
     */
    void give(WorkerId worker, Order.Open order, Consumer<String> refused);
  }

  private static final int ID_BYTES = 18;

  private final Limits limits;
  private final Orders orders;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Opening> openings = new HashMap<>();

  public Channels(Limits limits, Orders orders) {
    this.limits = limits;
    this.orders = orders;
  }

  /** A channel from its order to its end. Guarded by this. */
  private final class Opening {
    final String id;
    final WorkerId worker;
    final CompletableFuture<Channel> opened = new CompletableFuture<>();
    @Nullable InputStream input;
    Channel.@Nullable ToNode node;
    @Nullable Channel channel;

    Opening(String id, WorkerId worker) {
      this.id = id;
      this.worker = worker;
    }

    @Nullable Channel join() {
      if (input == null || node == null || channel != null) {
        return null;
      }
      Channel joined = new Channel(input, node);
      channel = joined;
      var _ = joined.end().thenRun(() -> remove(id));
      return joined;
    }
  }

  /**
   * Opens a channel. The future fails with {@link ChannelRefusedException} when the worker is not
   * there, refuses, is too slow, or too many are open.
   */
  public CompletableFuture<Channel> open(WorkerId worker, ChannelTarget target) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    Opening opening =
        new Opening(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), worker);
    Optional<String> problem = admit(opening);
    if (problem.isPresent()) {
      refuse(opening, problem.get());
      return opening.opened;
    }
    orders.give(worker, new Order.Open(opening.id, target), why -> refuse(opening, why));
    CompletableFuture.delayedExecutor(limits.opening.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() ->
            refuse(
                opening,
                "node %s did not open the channel within %d seconds"
                    .formatted(worker.name(), limits.opening.toSeconds())));
    return opening.opened;
  }

  private synchronized Optional<String> admit(Opening opening) {
    long ofWorker =
        openings.values().stream().filter(each -> each.worker.equals(opening.worker)).count();
    openings.put(opening.id, opening);
    if (ofWorker >= limits.perWorker) {
      return Optional.of(
          "%d channels to node %s are open, which is the most: close one, and try again"
              .formatted(ofWorker, opening.worker.name()));
    }
    return openings.size() > limits.inAll
        ? Optional.of(
            "%d channels are open, which is the most: close one, and try again"
                .formatted(limits.inAll))
        : Optional.empty();
  }

  /** Fails an opening that is not complete. */
  private void refuse(Opening opening, String why) {
    synchronized (this) {
      if (opening.channel != null) {
        return;
      }
      openings.remove(opening.id);
    }
    opening.opened.completeExceptionally(new ChannelRefusedException(why));
  }

  /**
   * Takes the connection on which the node sends. Returns a future that completes when the
   * connection may be closed; empty when no such channel of the worker is being opened.
   */
  public Optional<CompletableFuture<Void>> sends(
      String id, Predicate<WorkerId> is, InputStream input) {
    return connect(
            id,
            is,
            opening -> {
              if (opening.input != null) {
                return false;
              }
              opening.input = input;
              return true;
            })
        .map(opened -> opened.thenCompose(Channel::end));
  }

  /**
   * Takes the connection on which the node receives. Returns a future that completes when there is
   * nothing more to send; empty when no such channel of the worker is being opened.
   */
  public Optional<CompletableFuture<Void>> receives(
      String id, Predicate<WorkerId> is, Channel.ToNode node) {
    return connect(
            id,
            is,
            opening -> {
              if (opening.node != null) {
                return false;
              }
              opening.node = node;
              return true;
            })
        .map(opened -> opened.thenCompose(Channel::outputEnd));
  }

  private Optional<CompletableFuture<Channel>> connect(
      String id, Predicate<WorkerId> is, Predicate<Opening> half) {
    Opening opening;
    Channel joined;
    synchronized (this) {
      opening = openings.get(id);
      if (opening == null || !is.test(opening.worker) || !half.test(opening)) {
        return Optional.empty();
      }
      joined = opening.join();
    }
    if (joined != null && !opening.opened.complete(joined)) {
      joined.close();
    }
    return Optional.of(opening.opened);
  }

  /** Takes a worker's word that it does not open a channel. */
  public void refused(String id, Predicate<WorkerId> is, String why) {
    Opening opening;
    synchronized (this) {
      opening = openings.get(id);
    }
    if (opening != null && is.test(opening.worker)) {
      refuse(opening, why);
    }
  }

  /** Ends all channels of a worker that is gone: its end of them will never say so. */
  public void lose(WorkerId worker) {
    end(opening -> opening.worker.equals(worker), "node " + worker.name() + " is lost");
  }

  /** Ends all channels. */
  public void close() {
    end(_ -> true, "the server stops");
  }

  private void end(Predicate<Opening> which, String why) {
    List<Opening> ended;
    synchronized (this) {
      ended = openings.values().stream().filter(which).toList();
    }
    for (Opening opening : ended) {
      refuse(opening, why);
      Channel channel;
      synchronized (this) {
        channel = opening.channel;
      }
      if (channel != null) {
        channel.close();
      }
    }
  }

  private synchronized void remove(String id) {
    openings.remove(id);
  }

  /** The number of channels that are open or being opened. */
  public synchronized int size() {
    return openings.size();
  }
}
