package org.arkwright.api.stream;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response written in chunks by one thread; the client takes each chunk before the next is made.
 */
public final class ResponseStream {
  /** A JSON object a line. */
  public static final MediaType JSON_LINES = MediaType.parse("application/x-ndjson");

  private static final Logger log = LoggerFactory.getLogger(ResponseStream.class);
  private static final long WRITE_TIMEOUT_SECONDS = 30;
  private static final int CHUNK_BYTES = 1 << 16;

  private final HttpResponseWriter response;

  private ResponseStream(HttpResponseWriter response) {
    this.response = response;
  }

  /** Writes a stream's chunks; returning ends the stream. */
  @FunctionalInterface
  public interface Source {
    void writeTo(ResponseStream stream) throws InterruptedException;
  }

  /** Returns a response that a separate thread writes until the source returns. */
  public static HttpResponse open(ServiceRequestContext context, MediaType type, Source source) {
    context.clearRequestTimeout();
    HttpResponseWriter response = HttpResponse.streaming();
    response.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build());
    Thread.ofVirtual().name("arkwright-stream").start(() -> write(response, source));
    return response;
  }

  private static void write(HttpResponseWriter response, Source source) {
    try {
      source.writeTo(new ResponseStream(response));
      response.close();
    } catch (ClientGoneException e) {
      response.close(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      response.close();
    } catch (RuntimeException e) {
      log.warn("A stream broke off", e);
      response.close(e);
    }
  }

  /** Whether the client is still connected. */
  boolean isOpen() {
    return response.isOpen();
  }

  /** Runs the action once the stream has ended or its client has left; at once if it has. */
  void whenClosed(Runnable action) {
    var _ = response.whenComplete().whenComplete((_, _) -> action.run());
  }

  /**
   * Writes everything from the input and blocks until the client has taken it. Always closes the
   * input.
   */
  public void write(InputStream in) throws InterruptedException {
    try (in) {
      for (byte[] chunk = in.readNBytes(CHUNK_BYTES);
          chunk.length > 0;
          chunk = in.readNBytes(CHUNK_BYTES)) {
        write(chunk);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a chunk and blocks until the client has taken it.
   *
   * @throws ClientGoneException when the client does not take it
   */
  public void write(byte[] chunk) throws InterruptedException {
    if (!response.tryWrite(HttpData.wrap(chunk))) {
      throw new ClientGoneException("the client closed the stream");
    }
    try {
      response.whenConsumed().get(WRITE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException _) {
      throw new ClientGoneException("the client closed the stream");
    } catch (TimeoutException _) {
      throw new ClientGoneException(
          "the client read nothing for %d seconds".formatted(WRITE_TIMEOUT_SECONDS));
    }
  }
}
