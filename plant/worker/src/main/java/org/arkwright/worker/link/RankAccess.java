package org.arkwright.worker.link;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.protocol.JobToken;
import org.arkwright.protocol.Order;

/** How a rank reaches the control plane as its own job, also by MLflow's clients. */
public final class RankAccess {
  private RankAccess() {}

  /** The variables for the launch's ranks; none while the control plane's address is not known. */
  public static SortedMap<String, String> variables(ServerAddress server, Order.Launch launch) {
    SortedMap<String, String> env = new TreeMap<>();
    try {
      String url = server.url().toString();
      String token = JobToken.of(server.token(), launch.attempt());
      env.put("ARKWRIGHT_URL", url);
      env.put("ARKWRIGHT_TOKEN", token);
      env.put("MLFLOW_TRACKING_URI", url);
      env.put("MLFLOW_TRACKING_TOKEN", token);
      env.put("MLFLOW_RUN_ID", launch.attempt().job() + "-" + launch.attempt().number());
      env.put("MLFLOW_EXPERIMENT_NAME", launch.spec().name());
    } catch (IOException _) {
      // The files are made before any worker is started; a rank that logs will say what is missing.
    }
    return env;
  }
}
