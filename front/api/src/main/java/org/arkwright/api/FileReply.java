package org.arkwright.api;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionException;

/** A response with the content of a file, as fast as the client reads it. */
public final class FileReply {
  private FileReply() {}

  /** Returns the response, which closes the stream. */
  public static HttpResponse of(ApiRequest request, InputStream in, long size) {
    request.context().clearRequestTimeout();
    HttpResponseWriter out = HttpResponse.streaming();
    out.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.OCTET_STREAM)
            .contentLength(size)
            .build());
    // A slow reader holds a thread, which costs nothing if it is virtual.
    Thread.ofVirtual().start(() -> copy(in, out));
    return out;
  }

  private static void copy(InputStream in, HttpResponseWriter out) {
    try (in) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0 && out.isOpen(); read = in.read(buffer)) {
        out.write(HttpData.copyOf(buffer, 0, read));
        // At most one chunk waits for a slow client.
        out.whenConsumed().join();
      }
      out.close();
    } catch (IOException | CompletionException e) {
      out.close(e);
    }
  }
}
