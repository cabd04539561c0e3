package org.arkwright.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/**
 * Finds out where the server can listen, before anything is started that would have to be undone.
 */
final class ListenAddress {
  private ListenAddress() {}

  /**
   * The address that was asked for; without a wish for a port, the usual one, or any free one where
   * somebody, perhaps the server of another home, has that.
   */
  static InetSocketAddress choose(String listen, OptionalInt wished, int usual)
      throws StartException {
    int port = wished.orElse(usual);
    InetSocketAddress wish = new InetSocketAddress(listen, port);
    if (wish.isUnresolved()) {
      throw refused(listen, "no such address");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(wish);
      return wish;
    } catch (IOException e) {
      if (wished.isEmpty()) {
        return new InetSocketAddress(listen, 0);
      }
      throw refused(listen + ":" + port, String.valueOf(e.getMessage()));
    }
  }

  private static StartException refused(String address, String cause) {
    return new StartException(
        ExitCodes.ADDRESS,
        "cannot listen on %s: %s. Name another port with --port or --gateway-port, or 0 for a free one."
            .formatted(address, cause));
  }
}
