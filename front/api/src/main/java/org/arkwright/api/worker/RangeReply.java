package org.arkwright.api.worker;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.transfer.TransferGate;

/**
 * A response with a file from an offset on, as fast as the client reads it and the bounds allow.
 */
final class RangeReply {
  /** How much is in memory of each transfer, at most twice. */
  static final int CHUNK_BYTES = 1 << 18;

  /** A client that takes nothing for so long is gone. */
  private static final long TAKEN_SECONDS = 60;

  private final FileChannel file;
  private final TransferGate.Passage passage;
  private final HttpResponseWriter out;

  private RangeReply(FileChannel file, TransferGate.Passage passage, HttpResponseWriter out) {
    this.file = file;
    this.passage = passage;
    this.out = out;
  }

  /** Returns the response, which closes the file and the passage. */
  static HttpResponse of(ApiRequest request, FileChannel file, TransferGate.Passage passage)
      throws IOException {
    ByteRange range = ByteRange.ofRequest(request.header("range"), file.size());
    request.context().clearRequestTimeout();
    HttpResponseWriter out = HttpResponse.streaming();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(range.from() == 0 ? HttpStatus.OK : HttpStatus.PARTIAL_CONTENT)
            .contentType(MediaType.OCTET_STREAM)
            .contentLength(range.size() - range.from());
    if (range.from() > 0) {
      headers.set(
          HttpHeaderNames.CONTENT_RANGE,
          "bytes %d-%d/%d".formatted(range.from(), range.size() - 1, range.size()));
    }
    out.write(headers.build());
    Thread.ofPlatform()
        .name("arkwright-send")
        .daemon()
        .start(() -> new RangeReply(file, passage, out).send(range));
    return out;
  }

  private void send(ByteRange range) {
    try (file;
        passage) {
      long at = range.from();
      while (at < range.size() && out.isOpen()) {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, range.size() - at));
        while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {
          // Reads on: a channel may return less than asked for.
        }
        if (buffer.hasRemaining()) {
          throw new IOException("a stored file became shorter while it was sent");
        }
        at += buffer.position();
        passage.send(buffer.position());
        if (!out.tryWrite(HttpData.wrap(buffer.array()))) {
          break;
        }
        // At most one chunk waits for a slow client.
        out.whenConsumed().get(TAKEN_SECONDS, TimeUnit.SECONDS);
      }
      out.close();
    } catch (IOException | ExecutionException | TimeoutException e) {
      out.close(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      out.close(e);
    }
  }
}
