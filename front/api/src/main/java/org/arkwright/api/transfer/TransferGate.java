package org.arkwright.api.transfer;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.model.id.NodeId;
import org.arkwright.spec.site.TransferSettings;

/**
 * Bounds the exchange of files with workers: how many transfers each may have at a time, and how
 * fast those of each and all of them may be. Thread-safe.
 */
public final class TransferGate {
  private final TransferSettings settings;
  private final RateBucket all;
  private final Map<NodeId, Share> shares = new ConcurrentHashMap<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  /** What one worker has of it. */
  private static final class Share {
    private final RateBucket rate;
    private int going;

    Share(RateBucket rate) {
      this.rate = rate;
    }
  }

  public TransferGate(TransferSettings settings) {
    this.settings = settings;
    this.all = new RateBucket(settings.total().value(), System::nanoTime);
  }

  /** One transfer of a worker, which has to be closed. */
  public final class Passage implements AutoCloseable {
    private final Share share;
    private boolean closed;

    private Passage(Share share) {
      this.share = share;
    }

    /** Waits until so many bytes may be sent to the worker. */
    public void send(long bytes) throws InterruptedException {
      sent.addAndGet(bytes);
      await(bytes);
    }

    /** Waits until so many bytes, which came from the worker, would have been allowed. */
    public void receive(long bytes) throws InterruptedException {
      received.addAndGet(bytes);
      await(bytes);
    }

    private void await(long bytes) throws InterruptedException {
      TimeUnit.NANOSECONDS.sleep(Math.max(share.rate.take(bytes), all.take(bytes)));
    }

    @Override
    public void close() {
      synchronized (share) {
        if (!closed) {
          closed = true;
          share.going--;
        }
      }
    }
  }

  /** Lets one more transfer of the worker's node begin; empty while it has as many as it may. */
  public Optional<Passage> enter(NodeId node) {
    Share share =
        shares.computeIfAbsent(
            node, _ -> new Share(new RateBucket(settings.perWorker().value(), System::nanoTime)));
    synchronized (share) {
      if (share.going >= settings.concurrent()) {
        return Optional.empty();
      }
      share.going++;
      return Optional.of(new Passage(share));
    }
  }

  /** How many bytes were sent to workers since the start. */
  public long sentBytes() {
    return sent.get();
  }

  /** How many bytes came from workers since the start. */
  public long receivedBytes() {
    return received.get();
  }
}
