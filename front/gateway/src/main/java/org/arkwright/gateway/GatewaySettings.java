package org.arkwright.gateway;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * How a gateway runs.
 *
 * @param address where it listens; port 0 for any free one
 * @param spool the folder that keeps usage until the ledger has it
 * @param gatherMillis how long usage gathers before it is handed over
 * @param heldMax requests that may wait together for deployments to wake
 * @param heldMillis how long one waits
 */
public record GatewaySettings(
    InetSocketAddress address, Path spool, long gatherMillis, int heldMax, long heldMillis) {
  private static final long GATHER_MILLIS = 1_000;
  private static final int HELD_MAX = 1_024;
  private static final long HELD_MILLIS = 120_000;

  /** The usual settings. */
  public static GatewaySettings of(InetSocketAddress address, Path spool) {
    return new GatewaySettings(address, spool, GATHER_MILLIS, HELD_MAX, HELD_MILLIS);
  }
}
