package org.arkwright.replica;

import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.engine.DecoratingEngine;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;

/** An engine that adds a replica's port and token to the environment of its ranks. */
public final class ReplicaEngine extends DecoratingEngine {
  private final ReplicaAddress address;

  public ReplicaEngine(Engine engine, ReplicaAddress address) {
    super(engine);
    this.address = address;
  }

  @Override
  public void launch(Launch launch) {
    if (!ReplicaOf.isOne(launch.spec())) {
      super.launch(launch);
      return;
    }
    AttemptId attempt = launch.attempt();
    SortedMap<String, String> env = new TreeMap<>(launch.spec().execution().env());
    env.put("ARKWRIGHT_PORT", Integer.toString(address.port(attempt)));
    env.put("ARKWRIGHT_REPLICA_TOKEN", address.token(attempt));
    JobSpec spec = launch.spec().withEnv(env);
    super.launch(launch.withSpec(spec));
  }
}
