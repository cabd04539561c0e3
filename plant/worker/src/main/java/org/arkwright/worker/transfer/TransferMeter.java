package org.arkwright.worker.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.TransferReport.Direction;
import org.arkwright.protocol.TransferReport.Transfer;

/** Counts what the transfers of this node have moved. Thread-safe. */
final class TransferMeter {
  private static final int LOOKS_MAX = 5;

  private final List<Count> going = new CopyOnWriteArrayList<>();

  /** The count of one transfer, which is over when it is closed. */
  final class Count implements AutoCloseable {
    private final AttemptId attempt;
    private final Direction direction;
    private final long total;
    private final AtomicLong done = new AtomicLong();
    private final Deque<long[]> looks = new ArrayDeque<>();

    private Count(AttemptId attempt, Direction direction, long total) {
      this.attempt = attempt;
      this.direction = direction;
      this.total = total;
    }

    void moved(long bytes) {
      done.addAndGet(bytes);
    }

    /** Measured over the last few looks. Called by one thread. */
    private Transfer look(long nowNanos) {
      long now = done.get();
      looks.addLast(new long[] {nowNanos, now});
      if (looks.size() > LOOKS_MAX) {
        looks.removeFirst();
      }
      long[] first = looks.getFirst();
      long nanos = Math.max(1, nowNanos - first[0]);
      long rate = (long) ((double) (now - first[1]) * TimeUnit.SECONDS.toNanos(1) / nanos);
      return new Transfer(attempt, direction, Math.min(now, total), total, Math.max(0, rate));
    }

    @Override
    public void close() {
      going.remove(this);
    }
  }

  /** Begins a transfer of so many bytes. */
  Count begin(AttemptId attempt, Direction direction, long total) {
    Count count = new Count(attempt, direction, total);
    synchronized (count.looks) {
      count.looks.add(new long[] {System.nanoTime(), 0});
    }
    going.add(count);
    return count;
  }

  /** Returns how far the transfers are that go on. Called by one thread, about once a second. */
  List<Transfer> look() {
    long now = System.nanoTime();
    List<Transfer> transfers = new ArrayList<>();
    for (Count count : going) {
      synchronized (count.looks) {
        transfers.add(count.look(now));
      }
    }
    return transfers;
  }
}
