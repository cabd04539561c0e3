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

/** A response written piece by piece by one thread, each piece taken before the next is made. */
public final class ResponseStream {
  private static final Logger log = LoggerFactory.getLogger(ResponseStream.class);
  private static final long PATIENCE_SECONDS = 30;
  private static final int PIECE_BYTES = 1 << 16;

  private final HttpResponseWriter response;

  private ResponseStream(HttpResponseWriter response) {
    this.response = response;
  }

  /** Writes a stream's pieces; returning ends the stream. */
  @FunctionalInterface
  public interface Source {
    void writeTo(ResponseStream stream) throws InterruptedException;
  }

  /** The response that a thread of its own writes until the source returns. */
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
      log.warn("A stream breaks off", e);
      response.close(e);
    }
  }

  /** Whether the client is still there. */
  boolean isOpen() {
    return response.isOpen();
  }

  /** Blocks until the client has taken all that can be read, and closes that in any case. */
  public void write(InputStream all) throws InterruptedException {
    try (all) {
      for (byte[] piece = all.readNBytes(PIECE_BYTES);
          piece.length > 0;
          piece = all.readNBytes(PIECE_BYTES)) {
        write(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Blocks until the client has taken the piece.
   *
   * @throws ClientGoneException when it does not
   */
  public void write(byte[] piece) throws InterruptedException {
    if (!response.tryWrite(HttpData.wrap(piece))) {
      throw new ClientGoneException("the client closed the stream");
    }
    try {
      response.whenConsumed().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException _) {
      throw new ClientGoneException("the client closed the stream");
    } catch (TimeoutException _) {
      throw new ClientGoneException(
          "the client took nothing for %d seconds".formatted(PATIENCE_SECONDS));
    }
  }
}
