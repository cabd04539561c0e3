package org.arkwright.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;

/** Chooses the address on which the server listens, before anything is started. */
final class ListenAddress {
  private ListenAddress() {}

  /** Listens on an address; fails with a {@link BindException} where that cannot be had. */
  @FunctionalInterface
  interface Listener<T> {
    T on(InetSocketAddress address) throws BindException, StartException;
  }

  /**
   * Listens on a chosen address. If another process took its port meanwhile, which takes the time
   * that a journal needs to be read, any free port does, unless a certain one was requested.
   *
   * @throws StartException when nothing could be listened on
   */
  static <T> T listen(InetSocketAddress chosen, OptionalInt requestedPort, Listener<T> listener)
      throws StartException {
    try {
      return listener.on(chosen);
    } catch (BindException e) {
      if (requestedPort.orElse(0) != 0 || chosen.getPort() == 0) {
        throw refused(chosen.getHostString() + ":" + chosen.getPort(), reason(e));
      }
    }
    try {
      return listener.on(new InetSocketAddress(chosen.getAddress(), 0));
    } catch (BindException e) {
      throw refused(chosen.getHostString(), reason(e));
    }
  }

  /** The system's reason, which the HTTP library wraps several times. */
  private static String reason(IOException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    return message.contains("in use") ? "another process has the port" : message;
  }

  /**
   * Returns the requested address. Without a requested port, it has that of this home's previous
   * server, to which ranks and clients may still connect; if that is taken or there was none, the
   * default port; if that is taken too, perhaps by the server of another home, any free one.
   *
   * @param previousUrl the previous server's URL; empty when there was none
   */
  static InetSocketAddress choose(
      String listen, OptionalInt requestedPort, int defaultPort, String previousUrl)
      throws StartException {
    int port = requestedPort.orElse(defaultPort);
    InetSocketAddress requested = new InetSocketAddress(listen, port);
    if (requested.isUnresolved()) {
      throw noAddress(ExitCodes.USAGE, listen, "is no address");
    }
    if (!isOfThisMachine(requested.getAddress())) {
      throw noAddress(ExitCodes.ADDRESS, listen, "is no address of this machine");
    }
    InetSocketAddress previous = new InetSocketAddress(listen, portOf(previousUrl));
    boolean anyDoes = requestedPort.orElse(0) == 0;
    if (anyDoes && previous.getPort() != 0 && isFree(previous)) {
      return previous;
    }
    if (port == 0) {
      return requested;
    }
    try {
      bind(requested);
      return requested;
    } catch (IOException e) {
      if (anyDoes) {
        return new InetSocketAddress(listen, 0);
      }
      throw refused(listen + ":" + port, reason(e));
    }
  }

  private static int portOf(String url) {
    Matcher port = Pattern.compile(".*:([0-9]{1,5})").matcher(url);
    int number = port.matches() ? Integer.parseInt(port.group(1)) : 0;
    return number <= ServerOptions.PORT_MAX ? number : 0;
  }

  /** Whether it can be had; any other reason than that it cannot is for later. */
  private static boolean isOfThisMachine(InetAddress address) throws StartException {
    try {
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null
          // One that no interface has, such as one that a router sends here.
          || isFree(new InetSocketAddress(address, 0));
    } catch (SocketException e) {
      throw refused(address.getHostAddress(), reason(e));
    }
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

  private static StartException noAddress(int exitCode, String listen, String what) {
    return new StartException(
        exitCode,
        ("cannot listen on '%s', which %s: expected one of this machine without a port, such as"
                + " 0.0.0.0 for all of them (`arkwright up --host`).")
            .formatted(listen, what));
  }

  private static StartException refused(String address, String cause) {
    return new StartException(
        ExitCodes.ADDRESS,
        ("cannot listen on %s: %s. Name another port with --port or --gateway-port,"
                + " or 0 for a free one.")
            .formatted(address, cause));
  }
}
