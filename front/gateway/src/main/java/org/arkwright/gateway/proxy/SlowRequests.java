package org.arkwright.gateway.proxy;

import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/** What becomes of requests whose callers send them slowly, to hold a connection open. */
public final class SlowRequests {
  private SlowRequests() {}

  /**
   * Closes the connection of a request that takes too long to arrive: the server's own answer would
   * leave it open, waiting for the rest. Over HTTP/2 the request alone ends. Called when the
   * request begins; its timeout says how long is too long.
   */
  public static void closeConnection(ServiceRequestContext context) {
    Channel channel = context.log().partial().channel();
    if (channel != null && !context.sessionProtocol().isMultiplex()) {
      var _ =
          context
              .whenRequestCancelled()
              .thenAccept(cause -> {
                if (cause instanceof RequestTimeoutException) {
                  Runnable close =
                      () -> {
                        var _ = channel.close();
                      };
                  var _ = context.eventLoop().schedule(close, 1, TimeUnit.SECONDS);
                }
              });
    }
  }
}
