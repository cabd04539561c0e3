package org.arkwright.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;

/**
 * Answers clients of HTTP/1.0 in a form that they know: what has no length ends with the connection
 * instead of coming in chunks, and a connection that they want to keep is confirmed. The server's
 * own encoder speaks HTTP/1.1 to everybody.
 */
public final class OldClients {
  private OldClients() {}

  /** Prepares a new connection; a customizer of a server's pipelines. */
  public static void serve(ChannelPipeline pipeline) {
    pipeline.addFirst(new Entry());
  }

  /**
   * The server chooses the codec by the first bytes of a connection. They are passed on alone, so
   * that the answers' handler is in its place before a request is read.
   */
  private static final class Entry extends ChannelInboundHandlerAdapter {
    private static final int DECISIVE_BYTES = 4;
    private int passed;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!(message instanceof ByteBuf bytes)) {
        context.fireChannelRead(message);
        return;
      }
      int lacking = DECISIVE_BYTES - passed;
      if (bytes.readableBytes() < lacking) {
        passed += bytes.readableBytes();
        context.fireChannelRead(bytes);
        return;
      }
      context.fireChannelRead(bytes.readRetainedSlice(lacking));
      // Absent on a connection of HTTP/2, where every request says how its answer is to end.
      for (Map.Entry<String, ChannelHandler> each : context.pipeline()) {
        if (each.getValue() instanceof CombinedChannelDuplexHandler) {
          context.pipeline().addAfter(each.getKey(), null, new Answers());
          break;
        }
      }
      context.fireChannelRead(bytes);
      context.pipeline().remove(this);
    }
  }

  /** Between the codec and the server: sees requests as they come, and answers before they go. */
  private static final class Answers extends ChannelDuplexHandler {
    private boolean old;
    private boolean keep;
    private boolean closing;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        old = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
        keep = HttpUtil.isKeepAlive(request);
      }
      context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      ChannelPromise written = promise;
      if (old) {
        if (message instanceof HttpResponse response
            && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
          begin(response);
        }
        if (closing && message instanceof LastHttpContent) {
          written = promise.unvoid().addListener(ChannelFutureListener.CLOSE);
        }
      }
      var _ = context.write(message, written);
    }

    private void begin(HttpResponse response) {
      if (HttpUtil.isTransferEncodingChunked(response)) {
        HttpUtil.setTransferEncodingChunked(response, false);
        closing = true;
      }
      response
          .headers()
          .set(
              HttpHeaderNames.CONNECTION,
              keep && !closing ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    }
  }
}
