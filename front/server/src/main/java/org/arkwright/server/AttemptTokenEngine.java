package org.arkwright.server;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;

/**
 * An engine that gives each attempt the token with which its ranks report. It counts for as long as
 * the attempt may run, since clients read it once, and only while the attempt lives.
 */
final class AttemptTokenEngine implements Engine {
  /** For jobs without a time limit. */
  private static final Duration LIFETIME = Duration.ofDays(30);

  /** For what is reported after a limit was reached, until the grace period is over. */
  private static final Duration AFTER_LIMIT = Duration.ofHours(1);

  private final Engine engine;
  private final IssuedTokens tokens;

  AttemptTokenEngine(Engine engine, IssuedTokens tokens) {
    this.engine = engine;
    this.tokens = tokens;
  }

  @Override
  public void serve(Event.ServerStarted start, long knownNanos) {
    engine.serve(start, knownNanos);
  }

  @Override
  public void start(Observer observer, Collection<AttemptId> live) {
    engine.start(observer, live);
  }

  @Override
  public void launch(Launch launch) {
    JobSpec spec = launch.spec();
    String token = tokens.ofAttempt(launch.attempt(), lifetime(spec));
    SortedMap<String, String> env = new TreeMap<>(spec.execution().env());
    // A job that logs elsewhere says so itself.
    env.putIfAbsent("ARKWRIGHT_TOKEN", token);
    env.putIfAbsent("MLFLOW_TRACKING_TOKEN", token);
    engine.launch(
        new Launch(
            launch.attempt(),
            spec.withEnv(env),
            launch.allocation(),
            launch.startedRanks(),
            launch.inputs()));
  }

  private static Duration lifetime(JobSpec spec) {
    return spec.execution()
        .timeout()
        .map(limit -> limit.plus(spec.execution().grace()).plus(AFTER_LIMIT))
        .orElse(LIFETIME);
  }

  @Override
  public void stop(AttemptId attempt, Duration grace) {
    engine.stop(attempt, grace);
  }

  @Override
  public void forget(AttemptId attempt) {
    engine.forget(attempt);
  }

  @Override
  public Optional<String> trouble() {
    return engine.trouble();
  }

  @Override
  public void close() {
    engine.close();
  }
}
