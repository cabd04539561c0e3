package org.arkwright.cli.api;

/** The server's current address, read before each request: a restarted server may have moved. */
@FunctionalInterface
public interface ApiAddressSource {
  /**
   * Returns the address to send the next request to.
   *
   * @throws UnreachableException if no server is known to run
   */
  ApiAddress current();
}
