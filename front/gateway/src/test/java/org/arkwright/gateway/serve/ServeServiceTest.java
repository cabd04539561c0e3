package org.arkwright.gateway.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.websocket.WebSocketService;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket.Listener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.GatewayHarness;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.TokenBasis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web servers that are no models, through the gateway. */
final class ServeServiceTest {
  @TempDir Path folder;
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final HttpClient browser = HttpClient.newHttpClient();
  private Server app;
  private GatewayHarness harness;

  @BeforeEach
  void start() throws Exception {
    app =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO)
            .http1MaxInitialLineLength(32 << 10)
            .service(
                "/page",
                (context, request) -> {
                  seen.add(request.headers().get("authorization", ""));
                  seen.add(request.headers().get("cookie", ""));
                  seen.add(request.headers().get("x-forwarded-prefix", ""));
                  return HttpResponse.of("page " + context.query());
                })
            .serviceUnder(
                "/any",
                (context, _) ->
                    HttpResponse.of(
                        String.valueOf(context.routingContext().requestTarget().rawPath())))
            .service(
                "/echo",
                (_, request) ->
                    HttpResponse.of(
                        request
                            .aggregate()
                            .thenApply(whole ->
                                HttpResponse.of(
                                    HttpStatus.CREATED,
                                    MediaType.PLAIN_TEXT_UTF_8,
                                    whole.method() + " " + whole.contentUtf8()))))
            .service(
                "/moved",
                (_, _) ->
                    HttpResponse.of(
                        ResponseHeaders.builder(HttpStatus.FOUND)
                            .set(HttpHeaderNames.LOCATION, "/page")
                            .set(HttpHeaderNames.SET_COOKIE, "a=b; Path=/; Domain=x.example")
                            .build()))
            // A server that was told its address, as Jupyter with base_url.
            .service(
                "/tree",
                (_, _) ->
                    HttpResponse.of(
                        ResponseHeaders.builder(HttpStatus.FOUND)
                            .set(HttpHeaderNames.LOCATION, "/serve/chat/lab")
                            .build()))
            .service("/serve/chat/tree", (_, _) -> HttpResponse.of("tree"))
            .service(
                "/socket",
                WebSocketService.of((_, in) ->
                    WebSocket.of(in.filter(frame -> frame.type() == WebSocketFrameType.TEXT))))
            .build();
    app.start().join();
    harness = new GatewayHarness(folder);
    harness.route(
        false,
        new Backend(
            "app",
            URI.create("http://127.0.0.1:" + app.activeLocalPort()),
            Optional.of("inner"),
            "chat"));
  }

  @AfterEach
  void stop() {
    harness.close();
    var _ = app.stop();
  }

  @Test
  void page_isReachedWithAKey_andTheServerNeverSeesIt() throws Exception {
    assertThat(send(harness.request("/serve/chat/page?x=1")).body()).isEqualTo("page x=1");
    assertThat(seen).containsExactly("Bearer inner", "", "/serve/chat");
    HttpRequest.Builder without = HttpRequest.newBuilder(harness.uri("/serve/chat/page"));
    assertThat(send(without).statusCode()).isEqualTo(401);
    assertThat(send(harness.request("/serve/nope/page")).statusCode()).isEqualTo(404);
    FinishedRequest recorded = harness.awaitRecorded(1).getFirst();
    assertThat(recorded.basis()).isEqualTo(TokenBasis.UNTOLD);
  }

  @Test
  void browser_showsTheKeyOnce_andACookieHoldsIt() throws Exception {
    var first =
        send(HttpRequest.newBuilder(harness.uri("/serve/chat/page?x=1&key=" + GatewayHarness.KEY)));
    assertThat(first.statusCode()).isEqualTo(303);
    assertThat(first.headers().firstValue("location")).contains("/serve/chat/page?x=1");
    String cookie = first.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie).contains("Path=/serve/chat/", "HttpOnly", "SameSite");
    HttpRequest.Builder next =
        HttpRequest.newBuilder(harness.uri("/serve/chat/page"))
            .header("cookie", cookie.replaceFirst(";.*", "") + "; own=1");
    assertThat(send(next).statusCode()).isEqualTo(200);
    assertThat(seen).contains("own=1").noneMatch(header -> header.contains(GatewayHarness.KEY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/any/a;jsessionid=1/b",
        "/any//double//slash",
        "/any/proxy/http://host/x?url=http://a/b?c=d",
        "/any/a%2Fb%20c",
        "/any/%C3%BC",
        "/any/a:b@c!$'()*,=~",
        "/any/x?key=of-the-server&n=1",
        "/any/x?empty=&flag&a=1&a=2",
      })
  void path_reachesTheServer_asItWasWritten(String path) throws Exception {
    assertThat(raw("GET /serve/chat" + path)).startsWith("HTTP/1.1 200").endsWith("\n" + path);
  }

  @Test
  void path_ofManyCharacters_isHandedOn() throws Exception {
    assertThat(send(harness.request("/serve/chat/page?x=" + "a".repeat(8_000))).body())
        .hasSize(8_007);
  }

  @Test
  void key_inTheAddressOfAnyMethod_isNotHandedOn() throws Exception {
    assertThat(raw("POST /serve/chat/any/x?a=1&key=" + GatewayHarness.KEY))
        .startsWith("HTTP/1.1 200")
        .endsWith("\n/any/x?a=1");
  }

  @Test
  void noName_isNotFound() throws Exception {
    assertThat(send(harness.request("/serve/")).statusCode()).isEqualTo(404);
  }

  /** Sends a request as it is, which Java's client would not. */
  private String raw(String line) throws Exception {
    URI uri = harness.uri("/");
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              "%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(line, GatewayHarness.KEY)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void anyMethodAndBody_areHandedOn_andSoAreStatusAndType() throws Exception {
    var answer =
        send(
            harness
                .request("/serve/chat/echo")
                .method("PUT", HttpRequest.BodyPublishers.ofString("body")));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("PUT body");
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain");
  }

  @Test
  void redirectsAndCookies_stayBelowTheDeployment() throws Exception {
    var answer = send(harness.request("/serve/chat/moved"));
    assertThat(answer.headers().firstValue("location")).contains("/serve/chat/page");
    assertThat(answer.headers().firstValue("set-cookie")).contains("a=b; Path=/serve/chat/");
    var bare = send(harness.request("/serve/chat"));
    assertThat(bare.headers().firstValue("location")).contains("/serve/chat/");
  }

  @Test
  void serverThatWasToldItsAddress_getsWholePaths() throws Exception {
    assertThat(send(harness.request("/serve/chat/tree")).body()).isEqualTo("tree");
    assertThat(send(harness.request("/serve/chat/tree")).body()).isEqualTo("tree");
  }

  @Test
  void webSocket_isJoinedWithTheServers() throws Exception {
    CompletableFuture<String> echoed = new CompletableFuture<>();
    java.net.http.WebSocket socket =
        browser
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + GatewayHarness.KEY)
            .buildAsync(
                URI.create(harness.uri("/serve/chat/socket").toString().replace("http", "ws")),
                new Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      java.net.http.WebSocket from, CharSequence text, boolean last) {
                    echoed.complete(text.toString());
                    return Listener.super.onText(from, text, last);
                  }

                  @Override
                  public void onError(java.net.http.WebSocket from, Throwable error) {
                    echoed.completeExceptionally(error);
                  }
                })
            .get(10, TimeUnit.SECONDS);
    socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
    assertThat(echoed.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
    socket.abort();
  }

  private java.net.http.HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return browser.send(request.build(), BodyHandlers.ofString());
  }
}
