package org.arkwright.api.stream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.ControlPlane.Subscription;
import org.arkwright.control.StateReader;
import org.arkwright.model.id.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Wakes whoever follows the output of a job: when an event of the job has become durable, when a
 * file of the output has changed, when its client has left. Between that a follower costs nothing.
 * Thread-safe.
 */
public final class LogWakes implements AutoCloseable {
  /** How often files are looked at that the system does not watch. */
  private static final Duration UNWATCHED = Duration.ofMillis(250);

  /** A follower looks no more often than this, however often it is woken. */
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Map<JobId, Set<Following>> followers = new ConcurrentHashMap<>();
  private final FolderWatch folders = new FolderWatch();
  private volatile Subscription subscription = () -> {};

  /**
   * Starts listening to the events.
   *
   * @param after the journal's current last number
   */
  public void follow(StateReader reader, long after) {
    subscription = reader.subscribe(after, this::listen);
    // Whoever has asked before may have missed what came between.
    followers.values().forEach(all -> all.forEach(Following::wakeForEvent));
  }

  private void listen(List<NumberedEvent> events) {
    if (followers.isEmpty()) {
      return;
    }
    for (NumberedEvent numbered : events) {
      numbered
          .event()
          .subject()
          .ifPresent(job -> followers.getOrDefault(job, Set.of()).forEach(Following::wakeForEvent));
    }
  }

  /** Begins to follow a job, on the thread that will wait. */
  Following of(JobId job) {
    Following following = new Following(job);
    followers.compute(
        job,
        (_, all) -> {
          Set<Following> with = all == null ? ConcurrentHashMap.newKeySet() : all;
          with.add(following);
          return with;
        });
    return following;
  }

  /** How many streams follow output now. */
  public int count() {
    return followers.values().stream().mapToInt(Set::size).sum();
  }

  @Override
  public void close() {
    subscription.close();
    folders.close();
  }

  /** One follower. Belongs to one thread, but for waking it. */
  final class Following implements AutoCloseable {
    private final JobId job;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean eventful = true;
    private FolderWatch.@Nullable Watched watched;
    private @Nullable Path folder;
    private long lookedNanos = System.nanoTime() - PACE_NANOS;

    private Following(JobId job) {
      this.job = job;
    }

    /** Wakes it, or lets it not fall asleep. Any thread. */
    void wake() {
      if (woken.availablePermits() == 0) {
        woken.release();
      }
    }

    private void wakeForEvent() {
      eventful = true;
      wake();
    }

    /** Whether an event of the job has become durable since this was asked last; true at first. */
    boolean hadEvent() {
      boolean had = eventful;
      eventful = false;
      return had;
    }

    /** Lets {@link #hadEvent} be true once more: something else is asked of the job now. */
    void askAgain() {
      eventful = true;
    }

    /**
     * Sees to it that changes of a folder's files wake this follower: changes after this call. A
     * folder that is not there yet is watched for.
     */
    void watch(Path wanted, Predicate<String> names) {
      FolderWatch.Watched current = watched;
      if (current != null && current.isValid() && wanted.equals(folder)) {
        return;
      }
      Path there = existing(wanted);
      while (current == null || !current.isValid() || !there.equals(folder)) {
        forget();
        Optional<FolderWatch.Watched> next =
            folders.watch(there, there.equals(wanted) ? names : _ -> true, this::wake);
        if (next.isEmpty()) {
          return;
        }
        current = next.get();
        watched = current;
        folder = there;
        there = existing(wanted); // It may have come just before.
      }
    }

    private static Path existing(Path wanted) {
      Path there = wanted;
      while (there.getParent() != null && !Files.isDirectory(there)) {
        there = there.getParent();
      }
      return there;
    }

    private void forget() {
      FolderWatch.Watched current = watched;
      if (current != null) {
        current.close();
        watched = null;
        folder = null;
      }
    }

    /**
     * Waits until it is woken; returns false when that long nothing has happened.
     *
     * @param quiet the longest time to wait
     */
    boolean await(Duration quiet) throws InterruptedException {
      boolean unwatched = watched == null;
      Duration longest = unwatched && UNWATCHED.compareTo(quiet) < 0 ? UNWATCHED : quiet;
      boolean was = woken.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
      long rest = lookedNanos + PACE_NANOS - System.nanoTime();
      if (rest > 0) {
        TimeUnit.NANOSECONDS.sleep(rest);
      }
      woken.drainPermits();
      lookedNanos = System.nanoTime();
      return was;
    }

    @Override
    public void close() {
      forget();
      followers.computeIfPresent(
          job,
          (_, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }
}
