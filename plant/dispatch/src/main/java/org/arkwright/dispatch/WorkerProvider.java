package org.arkwright.dispatch;

import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;

/**
 * Brings workers to the nodes of one site, and says when one is dead: the part of {@link
 * DispatchEngine} that depends on the kind of site. All methods but {@link #profile} are called
 * from one thread of the site's own, one after another, so a method that blocks holds up only this
 * site's workers that are still to come, never those that are there.
 *
 * <p>Whatever a method throws is logged, shown in the engine's trouble, and tried again.
 */
public interface WorkerProvider extends AutoCloseable {
  /** Whether a silent worker and its ranks may still be running. */
  enum Fence {
    /** The worker and its ranks are certainly dead. */
    DEAD,
    /**
     * The host cannot be reached, and the worker is one that ends its ranks itself when its lease
     * is over: when that and a margin have passed, they are as good as dead.
     */
    AFTER_LEASE,
    /** The worker or its ranks may still be running; asked again later. */
    NOT_YET
  }

  /** What kind of site this is. Any thread, at any time; always the same. */
  ProvidedSite profile();

  /** Starts telling which nodes there are. Called once, before anything else. */
  void start(Inventory nodes);

  /**
   * Has a worker brought to each node of the attempt. Called again and again until all of them have
   * registered, so it must be idempotent. Only for {@link ProvidedSite.Workers#PER_ATTEMPT}.
   */
  void request(AttemptId attempt, Launch launch);

  /**
   * Takes the attempt's workers back, those that have not come yet too; of an attempt that the site
   * had not placed, it then says that it is {@linkplain Inventory#declined declined}. May be called
   * again, and for an attempt that was never requested. Only for {@link
   * ProvidedSite.Workers#PER_ATTEMPT}.
   */
  void release(AttemptId attempt);

  /** Kills a silent worker and its ranks, as far as possible, and says how far that is. */
  Fence fence(WorkerId worker);

  /** Stops; workers and ranks are left as they are. */
  @Override
  void close();
}
