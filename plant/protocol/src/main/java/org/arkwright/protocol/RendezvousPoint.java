package org.arkwright.protocol;

/**
 * Where the ranks of an attempt meet: rank 0 listens there, the others connect to it.
 *
 * @param address a host name or a numeric address, as the other nodes reach it
 * @param port from 1 to 65535
 */
public record RendezvousPoint(String address, int port) {
  public RendezvousPoint {
    if (address.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no address and port: " + address + ", " + port);
    }
  }
}
