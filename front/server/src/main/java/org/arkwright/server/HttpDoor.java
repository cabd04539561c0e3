package org.arkwright.server;

import com.linecorp.armeria.server.Server;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends that a server of the HTTP library listens. */
final class HttpDoor {
  private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);
  private static final long STOP_LISTENING_MILLIS = 300;

  private HttpDoor() {}

  /** Starts a server; the address names it where it cannot listen. */
  static Server open(Server server, InetSocketAddress address) throws BindException {
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
