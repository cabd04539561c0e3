package org.arkwright.server;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.engine.DecoratingEngine;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.model.job.JobSpec;

/**
 * An engine that gives each attempt the token with which its ranks report. It counts for as long as
 * the attempt may run, since clients read it once, and only while the attempt lives.
 */
final class AttemptTokenEngine extends DecoratingEngine {
  /** For jobs without a time limit. */
  private static final Duration LIFETIME = Duration.ofDays(30);

  /**
   * For what is reported after a limit was reached, until the grace period is over, also when the
   * clock was set an hour forward meanwhile. A token counts no longer than its attempt lives.
   */
  private static final Duration AFTER_LIMIT = Duration.ofHours(3);

  private final IssuedTokens tokens;

  AttemptTokenEngine(Engine engine, IssuedTokens tokens) {
    super(engine);
    this.tokens = tokens;
  }

  @Override
  public void launch(Launch launch) {
    JobSpec spec = launch.spec();
    String token = tokens.ofAttempt(launch.attempt(), lifetime(spec));
    SortedMap<String, String> env = new TreeMap<>(spec.execution().env());
    // A job that logs elsewhere says so itself.
    env.putIfAbsent("ARKWRIGHT_TOKEN", token);
    env.putIfAbsent("MLFLOW_TRACKING_TOKEN", token);
    super.launch(launch.withSpec(spec.withEnv(env)));
  }

  private static Duration lifetime(JobSpec spec) {
    return spec.execution()
        .timeout()
        .map(limit -> limit.plus(spec.execution().grace()).plus(AFTER_LIMIT))
        .orElse(LIFETIME);
  }
}
