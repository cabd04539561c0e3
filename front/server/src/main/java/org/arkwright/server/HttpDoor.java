package org.arkwright.server;

import com.linecorp.armeria.server.Server;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.arkwright.api.ApiServer;
import org.arkwright.api.Endpoint;
import org.arkwright.api.ServedHome;
import org.arkwright.api.ServedPosition;
import org.arkwright.authority.Certification;
import org.arkwright.identity.Tokens;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers of one API: for people and programs, and over TLS for the workers of other hosts.
 *
 * @param home what answers say of the home
 */
record HttpDoor(List<Endpoint> endpoints, Tokens tokens, ServedHome home, ServedPosition position) {
  private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);
  private static final long STOP_LISTENING_MILLIS = 300;

  /** Listens for people and programs. */
  Server open(InetSocketAddress address) throws BindException {
    return started(
        ApiServer.build(address, endpoints, tokens, home, Optional.of(position)), address);
  }

  /**
   * Listens for the workers of other hosts.
   *
   * @param name by which they reach it; empty for an address
   */
  Server openForHosts(InetSocketAddress address, Certification certification, Optional<String> name)
      throws BindException {
    return started(
        ApiServer.buildForHosts(
            address,
            endpoints,
            tokens,
            home,
            Optional.of(position),
            certification,
            HostsDoor.addresses(address, name)),
        address);
  }

  private static Server started(Server server, InetSocketAddress address) throws BindException {
    try {
      server.start().join();
      return server;
    } catch (CompletionException e) {
      BindException unbound = new BindException("cannot listen on " + address);
      unbound.initCause(e);
      throw unbound;
    }
  }

  /**
   * Stops listening. The port is free immediately; the library's threads take longer, which need
   * not be awaited.
   */
  static void close(Server server) throws ExecutionException, InterruptedException {
    try {
      server.stop().get(STOP_LISTENING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      log.debug("The HTTP library is still shutting down");
    }
  }
}
