package org.arkwright.cli.api;

/** Knows where the server is now; asked before each call, for a server may come back elsewhere. */
@FunctionalInterface
public interface ApiAddressSource {
  /**
   * The place to call.
   *
   * @throws UnreachableException when nothing says that a server runs
   */
  ApiAddress current();
}
