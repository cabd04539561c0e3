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

/** Asks replicas for their health. Safe for any thread. */
final class ReplicaProbes {
  private static final int OK = 200;
  private static final Duration UNREADY_PERIOD = Duration.ofMillis(200);

  private final ReplicaAddress address;
  private final Executor background;
  private final Map<AttemptId, Patient> patients = new ConcurrentSkipListMap<>();

  private static final class Patient {
    private volatile Health health = Health.UNKNOWN;
    private volatile boolean asked;
    private volatile long askedAtNanos;
    private int failures;
  }

  /**
   * @param background where a question may block
   */
  ReplicaProbes(ReplicaAddress address, Executor background) {
    this.address = address;
    this.background = background;
  }

  Health health(AttemptId attempt) {
    Patient patient = patients.get(attempt);
    return patient == null ? Health.UNKNOWN : patient.health;
  }

  /**
   * Asks those whose turn it is, and forgets all others.
   *
   * @param bell rung when somebody's health changes
   */
  void ask(SortedMap<AttemptId, Probes> wanted, Runnable bell) {
    patients.keySet().retainAll(wanted.keySet());
    wanted.forEach((attempt, probes) -> {
      Patient patient = patients.get(attempt);
      if (patient == null) {
        patient = new Patient();
        patient.askedAtNanos = System.nanoTime() - probes.period().toNanos();
        patients.put(attempt, patient);
      }
      // What is about to be ready is asked more often: its clients wait.
      long period = probes.period().toNanos();
      long wait =
          patient.health == Health.READY ? period : Math.min(period, UNREADY_PERIOD.toNanos());
      if (!patient.asked && System.nanoTime() - patient.askedAtNanos >= wait) {
        Patient due = patient;
        due.asked = true;
        due.askedAtNanos = System.nanoTime();
        background.execute(() -> ask(attempt, probes, due, bell));
      }
    });
  }

  private void ask(AttemptId attempt, Probes probes, Patient patient, Runnable bell) {
    boolean well = isWell(address.uri(attempt).resolve(probes.path()), attempt, probes.timeout());
    Health before = patient.health;
    if (well) {
      patient.failures = 0;
      patient.health = Health.READY;
    } else if (++patient.failures >= probes.failures()) {
      patient.health =
          before == Health.READY || before == Health.DEAD ? Health.DEAD : Health.UNREADY;
    }
    patient.asked = false;
    if (patient.health != before) {
      bell.run();
    }
  }

  private boolean isWell(URI uri, AttemptId attempt, Duration timeout) {
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
