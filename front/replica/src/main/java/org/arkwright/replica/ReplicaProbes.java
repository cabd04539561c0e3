package org.arkwright.replica;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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

  /** Until then a replica that does not answer is taken as one that is just starting. */
  private static final Duration UNREMARKABLE = Duration.ofSeconds(3);

  private final ReplicaAddress address;
  private final ReplicaReach reach;
  private final Executor background;
  private final Map<AttemptId, ProbeState> states = new ConcurrentSkipListMap<>();

  private static final class ProbeState {
    private final long beganAtNanos = System.nanoTime();
    private volatile Health health = Health.UNKNOWN;
    private volatile String finding = "";
    private volatile boolean running;
    private volatile long startedAtNanos;
    private int failures;
  }

  /**
   * @param background runs the probes, which may block
   */
  ReplicaProbes(ReplicaAddress address, ReplicaReach reach, Executor background) {
    this.reach = reach;
    this.address = address;
    this.background = background;
  }

  Health health(AttemptId attempt) {
    ProbeState state = states.get(attempt);
    return state == null ? Health.UNKNOWN : state.health;
  }

  /**
   * What the last probe met, in words; empty while the replica is ready, is not probed, or has only
   * just begun.
   */
  Optional<String> finding(AttemptId attempt) {
    ProbeState state = states.get(attempt);
    return state == null
            || state.finding.isEmpty()
            || System.nanoTime() - state.beganAtNanos < UNREMARKABLE.toNanos()
        ? Optional.empty()
        : Optional.of(state.finding);
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
    String finding = ask(attempt, probes);
    Health before = state.health;
    if (finding.isEmpty()) {
      state.failures = 0;
      state.health = Health.READY;
    } else if (++state.failures >= probes.failures()) {
      state.health = before == Health.READY || before == Health.DEAD ? Health.DEAD : Health.UNREADY;
    }
    state.finding = finding;
    state.running = false;
    if (state.health != before) {
      onChange.run();
    }
  }

  /** Probes once; returns what was wrong with the answer, or nothing. */
  private String ask(AttemptId attempt, Probes probes) {
    String asked = "GET " + probes.path();
    try {
      // Not resolved: a path that begins with two slashes would name another machine.
      URI uri = new URI(reach.uri(attempt) + probes.path());
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      try {
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, probes.timeout().toMillis()));
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Authorization", "Bearer " + address.token(attempt));
        int status = connection.getResponseCode();
        return status == OK
            ? ""
            : status < 0
                ? asked + " is not answered in HTTP"
                : asked + " is answered with " + status + " instead of 200";
      } finally {
        connection.disconnect();
      }
    } catch (ConnectException _) {
      return "nothing listens on its port yet, 127.0.0.1:" + address.port(attempt);
    } catch (SocketTimeoutException _) {
      return "%s is not answered within %d ms".formatted(asked, probes.timeout().toMillis());
    } catch (IOException | URISyntaxException | RuntimeException e) {
      // Whatever it is, the next probe is due: this replica must not be forgotten.
      return "%s fails: %s".formatted(asked, e.getMessage());
    }
  }
}
