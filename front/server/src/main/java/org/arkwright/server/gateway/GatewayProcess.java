package org.arkwright.server.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.arkwright.control.ControlPlane;
import org.arkwright.gateway.Gateway;
import org.arkwright.gateway.GatewaySettings;
import org.arkwright.gateway.PublishedTables;
import org.arkwright.gateway.route.DeploymentWaker;
import org.arkwright.gateway.route.RouteLoads;

/** The gateway within the server's process. Any thread may close it. */
public final class GatewayProcess implements AutoCloseable {
  private final Gateway gateway;
  private final KeyPublisher keys;

  private GatewayProcess(Gateway gateway, KeyPublisher keys) {
    this.gateway = gateway;
    this.keys = keys;
  }

  /**
   * Starts it; it answers, and knows the keys, when this returns.
   *
   * @param spool keeps usage until the journal has it
   * @throws IOException when the address or the folder cannot be had
   */
  public static GatewayProcess start(
      InetSocketAddress address,
      Path spool,
      PublishedTables publications,
      DeploymentWaker waker,
      ControlPlane control)
      throws IOException {
    KeyPublisher keys = new KeyPublisher(control, publications::publish);
    var _ = keys.refresh().join();
    return new GatewayProcess(
        Gateway.start(
            GatewaySettings.of(address, spool), publications, waker, new UsageHandOver(control)),
        keys);
  }

  public int port() {
    return gateway.port();
  }

  public RouteLoads loads() {
    return gateway.loads();
  }

  public KeyPublisher keys() {
    return keys;
  }

  @Override
  public void close() {
    gateway.close();
  }
}
