package org.arkwright.bench.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the gateway: one kept-alive connection on which completions stream. */
final class GatewayConnection implements TextWriter {
  private static final Pattern TOKENS = Pattern.compile("\"completion_tokens\" *: *([0-9]+)");

  private final Socket socket;
  private final InputStream in;
  private final String key;
  private final String model;

  GatewayConnection(int port, String key, String model) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    this.key = key;
    this.model = model;
  }

  @Override
  public int write(String prompt, int tokensMax) throws IOException {
    String body =
        """
        {"model":"%s","prompt":"%s","max_tokens":%d,"temperature":0,"stream":true,\
        "stream_options":{"include_usage":true}}\
        """
            .formatted(model, prompt, tokensMax);
    String request =
        "POST /v1/completions HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\n"
                .formatted(key)
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String[] last = {""};
    ChunkedAnswer.read(
        in,
        (chunk, length) -> last[0] = new String(chunk.readNBytes(length), StandardCharsets.UTF_8));
    Matcher tokens = TOKENS.matcher(last[0]);
    if (!tokens.find()) {
      throw new IOException("no count of tokens at the end: " + last[0]);
    }
    return Integer.parseInt(tokens.group(1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
