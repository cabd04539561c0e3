package org.arkwright.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The body of a request, read as it comes by one thread that may block. Whoever reads no further
 * closes it, on any thread and before or after the answer: what still comes is discarded, and the
 * answer reaches the sender ({@link org.arkwright.gateway.proxy.RestOfBody}).
 */
final class RequestFiles extends FilterInputStream {
  private final Executor connection;

  RequestFiles(ServiceRequestContext context, HttpRequest request) {
    super(request.toInputStream(part -> part instanceof HttpData data ? data : HttpData.empty()));
    this.connection = context.eventLoop().withoutContext();
  }

  /**
   * Ends the body on the connection's own thread: one that ended between two steps of what the
   * connection does with a piece of it would be taken for a fault, and reset.
   */
  @Override
  public void close() {
    try {
      connection.execute(this::end);
    } catch (RejectedExecutionException _) {
      end(); // The server has stopped, and with it the connection.
    }
  }

  private void end() {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Never: closing gives memory back.
    }
  }
}
