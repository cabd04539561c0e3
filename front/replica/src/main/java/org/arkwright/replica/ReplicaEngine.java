package org.arkwright.replica;

import java.time.Duration;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.Event;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;

/** An engine that adds a replica's port and token to the environment of its ranks. */
public final class ReplicaEngine implements Engine {
  private final Engine engine;
  private final ReplicaAddress address;

  public ReplicaEngine(Engine engine, ReplicaAddress address) {
    this.engine = engine;
    this.address = address;
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
    if (!ReplicaOf.isOne(launch.spec())) {
      engine.launch(launch);
      return;
    }
    AttemptId attempt = launch.attempt();
    SortedMap<String, String> env = new TreeMap<>(launch.spec().execution().env());
    env.put("ARKWRIGHT_PORT", Integer.toString(address.port(attempt)));
    env.put("ARKWRIGHT_REPLICA_TOKEN", address.token(attempt));
    JobSpec spec = launch.spec().withEnv(env);
    engine.launch(launch.withSpec(spec));
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
  public void close() {
    engine.close();
  }
}
