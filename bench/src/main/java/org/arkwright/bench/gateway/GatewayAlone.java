package org.arkwright.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.arkwright.gateway.Gateway;
import org.arkwright.gateway.GatewaySettings;
import org.arkwright.gateway.PublishedTables;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyDigest;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.CostEstimator;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.gateway.route.RoutingTable;
import org.arkwright.model.id.ProjectName;

/**
 * The gateway as in the server, with one key, {@code ak-bench}, one model, {@code bench}, its usage
 * on disk, and no control plane. Usage: {@code GatewayAlone PORT UPSTREAM_PORT SPOOL}.
 */
public final class GatewayAlone {
  private GatewayAlone() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    PublishedTables publications = new PublishedTables();
    publications.publish(
        KeyTable.of(
            List.of(
                new AdmittedKey(
                    "bench", ProjectName.DEFAULT, KeyDigest.of("ak-bench"), KeyLimits.NONE))));
    Backend backend =
        new Backend(
            "stub", URI.create("http://127.0.0.1:" + arguments[1]), Optional.of("inner"), "stub");
    publications.publish(
        RoutingTable.of(
            List.of(
                new Route(
                    new RouteName(ProjectName.DEFAULT, "bench"),
                    0,
                    List.of(backend),
                    false,
                    Optional.empty())),
            CostEstimator.none()));
    try (Gateway gateway =
        Gateway.start(
            GatewaySettings.of(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])),
                Path.of(arguments[2]),
                Path.of(arguments[2]).resolve("responses")),
            publications,
            _ -> {},
            (_, _, _) -> CompletableFuture.completedFuture(null))) {
      System.out.println("gateway at " + gateway.port());
      new CountDownLatch(1).await();
    }
  }
}
