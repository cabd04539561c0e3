package org.arkwright.replica;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import org.arkwright.deployment.ReplicaStatus.Health;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.id.AttemptId;

/** Probes the health of replicas. Any thread. */
final class ReplicaProbes {
  private static final int OK = 200;
  private static final Duration UNREADY_PERIOD = Duration.ofMillis(200);

  private final ReplicaAddress address;
  private final Executor background;
  private final Map<AttemptId, ProbeState> states = new ConcurrentSkipListMap<>();

  private static final class ProbeState {
    private volatile Health health = Health.UNKNOWN;
    private volatile boolean running;
    private volatile long startedAtNanos;
    private int failures;
  }

  /**
   * @param background runs the probes, which may block
   */
  ReplicaProbes(ReplicaAddress address, Executor background) {
    this.address = address;
    this.background = background;
  }

  Health health(AttemptId attempt) {
    ProbeState state = states.get(attempt);
    return state == null ? Health.UNKNOWN : state.health;
  }

  /**
   * Starts the probes that are due, and forgets replicas that are no longer probed.
   *
   * @param onChange run when a replica's health changes
   */
  void probe(SortedMap<AttemptId, Probes> probesByAttempt, Runnable onChange) {
    states.keySet().retainAll(probesByAttempt.keySet());
    probesByAttempt.forEach((attempt, probes) -> {
      ProbeState state = states.get(attempt);
      if (state == null) {
        state = new ProbeState();
        state.startedAtNanos = System.nanoTime() - probes.period().toNanos();
        states.put(attempt, state);
      }
      // A replica that is not ready yet is probed more often: clients wait for it.
      long period = probes.period().toNanos();
      long wait =
          state.health == Health.READY ? period : Math.min(period, UNREADY_PERIOD.toNanos());
      if (!state.running && System.nanoTime() - state.startedAtNanos >= wait) {
        ProbeState due = state;
        due.running = true;
        due.startedAtNanos = System.nanoTime();
        background.execute(() -> probe(attempt, probes, due, onChange));
      }
    });
  }

  private void probe(AttemptId attempt, Probes probes, ProbeState state, Runnable onChange) {
    boolean healthy = false;
    try {
      healthy = isHealthy(address.uri(attempt).resolve(probes.path()), attempt, probes.timeout());
    } catch (RuntimeException _) {
      // A path that is no address, say. It counts as a failure; thrown, it would be the last probe.
    }
    Health before = state.health;
    if (healthy) {
      state.failures = 0;
      state.health = Health.READY;
    } else if (++state.failures >= probes.failures()) {
      state.health = before == Health.READY || before == Health.DEAD ? Health.DEAD : Health.UNREADY;
    }
    state.running = false;
    if (state.health != before) {
      onChange.run();
    }
  }

  private boolean isHealthy(URI uri, AttemptId attempt, Duration timeout) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      try {
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Authorization", "Bearer " + address.token(attempt));
        return connection.getResponseCode() == OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException _) {
      return false;
    }
  }
}
