package org.arkwright.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.identity.ExitCodes;
import org.arkwright.identity.StartException;

/**
 * Finds out where the server can listen, before anything is started that would have to be undone.
 */
final class ListenAddress {
  private ListenAddress() {}

  /**
   * The address that was asked for; without a wish for a port, the usual one, or any free one where
   * somebody, perhaps the server of another home, has that. Any free one is first of all the one
   * that this home's last server had: ranks and clients may still call there.
   *
   * @param before that server's URL; empty when there was none
   */
  static InetSocketAddress choose(String listen, OptionalInt wished, int usual, String before)
      throws StartException {
    int port = wished.orElse(usual);
    InetSocketAddress wish = new InetSocketAddress(listen, port);
    if (wish.isUnresolved()) {
      throw refused(listen, "no such address");
    }
    InetSocketAddress old = new InetSocketAddress(listen, portOf(before));
    try {
      if (port == 0) {
        return isFree(old) ? old : wish;
      }
      bind(wish);
      return wish;
    } catch (IOException e) {
      if (wished.isEmpty()) {
        return isFree(old) ? old : new InetSocketAddress(listen, 0);
      }
      throw refused(listen + ":" + port, String.valueOf(e.getMessage()));
    }
  }

  private static int portOf(String url) {
    Matcher port = Pattern.compile(".*:([0-9]{1,5})").matcher(url);
    int number = port.matches() ? Integer.parseInt(port.group(1)) : 0;
    return number <= ServerOptions.PORT_MAX ? number : 0;
  }

  private static boolean isFree(InetSocketAddress address) {
    try {
      bind(address);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void bind(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    }
  }

  private static StartException refused(String address, String cause) {
    return new StartException(
        ExitCodes.ADDRESS,
        "cannot listen on %s: %s. Name another port with --port or --gateway-port, or 0 for a free one."
            .formatted(address, cause));
  }
}
