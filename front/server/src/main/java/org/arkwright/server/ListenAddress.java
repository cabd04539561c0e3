package org.arkwright.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Finds out where the server can listen, before anything is started that would have to be undone.
 */
final class ListenAddress {
  private ListenAddress() {}

  /**
   * The address that was asked for; without a wish for a port, the usual one, or any free one where
   * somebody, perhaps the server of another home, has that.
   */
  static InetSocketAddress choose(ServerOptions options) throws StartException {
    int port = options.port().orElse(ServerOptions.PORT_USUAL);
    InetSocketAddress wish = new InetSocketAddress(options.listen(), port);
    if (wish.isUnresolved()) {
      throw refused(options.listen(), "no such address");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(wish);
      return wish;
    } catch (IOException e) {
      if (options.port().isEmpty()) {
        return new InetSocketAddress(options.listen(), 0);
      }
      throw refused(options.listen() + ":" + port, String.valueOf(e.getMessage()));
    }
  }

  private static StartException refused(String address, String cause) {
    return new StartException(
        ExitCodes.ADDRESS,
        "cannot listen on %s: %s. Name another port with --port, or 0 for a free one."
            .formatted(address, cause));
  }
}
