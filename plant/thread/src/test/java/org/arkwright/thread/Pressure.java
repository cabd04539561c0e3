package org.arkwright.thread;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets several threads work on one object at once, round after round, each round on a new object.
 * The actors of a round begin together, and every one rests where it says that others may come in
 * between: not at all, for a yield, or for some microseconds, as the seed has it. The seed makes
 * the pressure, not the interleaving, so a fault that one run finds may need some runs of its seed.
 * A failure names seed and round.
 */
public final class Pressure {
  private static final long PATIENCE_SECONDS = 30;
  private static final int REST_MAX_NANOS = 60_000;

  private final SplittableRandom random;

  private Pressure(SplittableRandom random) {
    this.random = random;
  }

  /** What one thread of a round does. */
  @FunctionalInterface
  public interface Actor {
    /**
     * Acts.
     *
     * @param own this actor's pressure
     */
    void act(Pressure own) throws Exception;
  }

  /** What happens at once on one object, and what must hold when all of it has happened. */
  public interface Round {
    /** The actors; each is called once, on a thread of its own. */
    List<Actor> actors();

    /** Called after all actors have returned; throws where something does not hold. */
    void check() throws Exception;
  }

  /** Makes a round on a new object. */
  @FunctionalInterface
  public interface Rounds {
    Round next(SplittableRandom random) throws Exception;
  }

  /** Lets others come in between, or not. */
  @SuppressWarnings("ThreadPriorityCheck") // A hint is all that it is for.
  public void rest() {
    switch (random.nextInt(6)) {
      case 0 -> Thread.yield();
      case 1 -> LockSupport.parkNanos(random.nextInt(REST_MAX_NANOS));
      case 2 -> {
        for (int spins = random.nextInt(400); spins > 0; spins--) {
          Thread.onSpinWait();
        }
      }
      default -> {}
    }
  }

  /** A number below that bound. */
  public int choose(int bound) {
    return random.nextInt(bound);
  }

  /**
   * Runs rounds until something does not hold.
   *
   * @throws AssertionError with seed, round, and what did not hold
   */
  public static void run(long seed, int rounds, Rounds made) {
    SplittableRandom random = new SplittableRandom(seed);
    try (ExecutorService threads = Executors.newCachedThreadPool(daemons())) {
      for (int round = 0; round < rounds; round++) {
        try {
          run(threads, made.next(random.split()), random);
        } catch (Exception | AssertionError e) {
          threads.shutdownNow();
          throw new AssertionError("seed %d, round %d: %s".formatted(seed, round, e), e);
        }
      }
    }
  }

  private static ThreadFactory daemons() {
    return Thread.ofPlatform().name("pressure-", 0).daemon().factory();
  }

  private static void run(ExecutorService threads, Round round, SplittableRandom random)
      throws Exception {
    List<Actor> actors = round.actors();
    CyclicBarrier begin = new CyclicBarrier(actors.size());
    List<Future<?>> ends = new ArrayList<>();
    for (Actor actor : actors) {
      Pressure own = new Pressure(random.split());
      ends.add(
          threads.submit(() -> {
            begin.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            actor.act(own);
            return null;
          }));
    }
    for (Future<?> end : ends) {
      end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    round.check();
  }
}
