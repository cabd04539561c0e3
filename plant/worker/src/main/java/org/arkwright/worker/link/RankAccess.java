package org.arkwright.worker.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.protocol.Order;

/**
 * The variables that tell ranks where the control plane is, also as MLflow clients. The token comes
 * with the attempt: no worker can make one.
 */
public final class RankAccess {
  private RankAccess() {}

  /**
   * Returns the variables for the launch's ranks; none while the address is unknown.
   *
   * @param authorities the file of those that certify the control plane; empty where ranks reach it
   *     without TLS
   */
  public static SortedMap<String, String> variables(
      ServerAddress server, Optional<Path> authorities, Order.Launch launch) {
    SortedMap<String, String> env = new TreeMap<>();
    try {
      String url = server.url().toString();
      env.put("ARKWRIGHT_URL", url);
      env.put("MLFLOW_TRACKING_URI", url);
      env.put("MLFLOW_RUN_ID", launch.attempt().job() + "-" + launch.attempt().number());
      env.put("MLFLOW_EXPERIMENT_NAME", launch.spec().name());
      authorities.ifPresent(file -> {
        env.put("ARKWRIGHT_AUTHORITIES", file.toString());
        env.put("MLFLOW_TRACKING_SERVER_CERT_PATH", file.toString());
      });
      // The client's links lead to MLflow's own pages, which this server does not have.
      env.put("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true");
    } catch (IOException _) {
      // The files exist before any worker starts; without them, logging in the rank will fail.
    }
    return env;
  }
}
