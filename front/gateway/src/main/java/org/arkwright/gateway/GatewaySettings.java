package org.arkwright.gateway;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of a gateway.
 *
 * @param address the address to listen on; port 0 for any free one
 * @param spool the folder that stores usage until the ledger has it
 * @param responses the folder of the responses that are kept
 * @param gatherMillis how long usage is gathered before it is handed over
 * @param heldMax the most requests that may wait at the same time for deployments to wake
 * @param heldMillis how long a request may wait
 * @param origins the origins whose pages may call, such as {@code https://app.example}; {@code *}
 *     for any
 */
public record GatewaySettings(
    InetSocketAddress address,
    Path spool,
    Path responses,
    long gatherMillis,
    int heldMax,
    long heldMillis,
    List<String> origins) {
  private static final long GATHER_MILLIS = 1_000;
  private static final int HELD_MAX = 1_024;
  private static final long HELD_MILLIS = 120_000;

  /** Returns the default settings. */
  public static GatewaySettings of(InetSocketAddress address, Path spool, Path responses) {
    return new GatewaySettings(
        address, spool, responses, GATHER_MILLIS, HELD_MAX, HELD_MILLIS, List.of());
  }

  /** Returns the settings with pages of these origins allowed to call. */
  public GatewaySettings withOrigins(List<String> allowed) {
    return new GatewaySettings(
        address, spool, responses, gatherMillis, heldMax, heldMillis, allowed);
  }
}
