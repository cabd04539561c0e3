package org.arkwright.dispatch;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.arkwright.model.id.WorkerId;

/**
 * What workers said or asked for that is not theirs, and was refused: counted, and logged once
 * each. A proper worker never does that, so a count that grows says that somebody uses a worker's
 * identity for what it was not issued for. Thread-safe.
 */
public final class RefusedClaims {
  private static final Logger LOG = System.getLogger(RefusedClaims.class.getName());

  /** Bounds what a thief can have remembered, and written into the log. */
  private static final int LOGGED_MAX = 1_000;

  /** Where it was said or asked. */
  public enum Door {
    /** In a message: in the name of another worker, of another node, or for another attempt. */
    IDENTITY,
    /** In a message: about ranks, or what only a site may say. */
    REPORT,
    /** In a message: about an attempt that is over, as a worker that was cut off does too. */
    LATE_REPORT,
    /** In a message: where an attempt's ranks meet. */
    RENDEZVOUS,
    /** In a message: an order that it does not understand. */
    COMPLAINT,
    /** What ranks use. */
    USE,
    /** How far transfers are. */
    TRANSFERS,
    /** Files of inputs and outputs. */
    FILES,
    /** The values of secret variables. */
    SECRETS,
    /** What ranks have written. */
    LOGS,
    /** A direction of a byte stream, or its refusal. */
    CHANNELS;

    /** Its name for monitoring. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Map<Door, LongAdder> counts = new EnumMap<>(Door.class);
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  /** Creates an account with nothing in it. */
  public RefusedClaims() {
    for (Door each : Door.values()) {
      counts.put(each, new LongAdder());
    }
  }

  /**
   * Takes note of a claim that was refused.
   *
   * @param why for people, in one line
   */
  public void note(Door door, WorkerId worker, String why) {
    counter(door).increment();
    boolean usual = door == Door.LATE_REPORT;
    if (usual || (logged.size() < LOGGED_MAX && logged.add(door + " " + worker + " " + why))) {
      Level level = usual ? Level.DEBUG : Level.ERROR;
      LOG.log(level, "worker {0} was refused ({1}): {2}", worker, door.label(), why);
    }
  }

  /** How often something was refused there since the server began. */
  public long refused(Door door) {
    return counter(door).sum();
  }

  private LongAdder counter(Door door) {
    return Objects.requireNonNull(counts.get(door));
  }
}
