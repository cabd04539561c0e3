package org.arkwright.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.arkwright.authority.HostIdentity;
import org.arkwright.authority.JoinMessages;
import org.arkwright.authority.JoinToken;
import org.arkwright.authority.WorkerRegister;
import org.arkwright.model.id.NodeId;
import org.arkwright.protocol.UseReport;
import org.arkwright.server.TestServer;
import org.arkwright.server.TestServer.Reply;
import org.arkwright.wire.Wire;
import org.arkwright.worker.link.HostConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that join over TLS, and those that may not. */
final class JoinApiTest {
  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new TestServer(
            folder.resolve("home"),
            false,
            Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JoinToken token() throws Exception {
    Reply issued = server.post("/api/v1/join-tokens", "{\"site\": \"home\", \"ttl\": \"10m\"}");
    assertThat(issued.status()).isEqualTo(201);
    return JoinToken.parse(issued.json().path("token").asText()).orElseThrow();
  }

  private HostIdentity host(String name) {
    return HostIdentity.in(folder.resolve(name), InstantSource.system());
  }

  private static int use(URI door, SSLContext tls, String node) throws Exception {
    HttpsURLConnection post =
        (HttpsURLConnection) door.resolve("/worker/v1/use").toURL().openConnection();
    post.setSSLSocketFactory(tls.getSocketFactory());
    post.setHostnameVerifier((_, _) -> true);
    post.setRequestMethod("POST");
    post.setDoOutput(true);
    try (OutputStream out = post.getOutputStream()) {
      out.write(Wire.strict().write(new UseReport(NodeId.atHome(node), List.of(), List.of())));
    }
    return post.getResponseCode();
  }

  @Test
  void host_joins_andItsCertificateSpeaksForItAlone_untilItIsRemoved() throws Exception {
    JoinToken token = token();
    HostIdentity host = host("a");
    assertThat(HostConnection.join(host, token, "gpu-1", _ -> {}).worker()).isEqualTo("home/gpu-1");

    assertThat(use(token.url(), host.tls(), "gpu-1")).isEqualTo(204);
    assertThat(use(token.url(), host.tls(), "gpu-2")).isEqualTo(403);
    assertThat(use(token.url(), HostIdentity.tlsTo(token, InstantSource.system()), "gpu-1"))
        .isEqualTo(401);

    try (WorkerRegister register =
        WorkerRegister.open(folder.resolve("home/hosts.jsonl"), InstantSource.system())) {
      assertThat(register.members()).hasSize(1);
    }
    server.engine.join("gpu-1");
    server.post("/api/v1/nodes/gpu-1/cordon", "{\"reason\": \"sold\"}");
    Reply removed = server.send("DELETE", "/api/v1/nodes/gpu-1", "");
    assertThat(removed.status()).as(removed.json().toString()).isEqualTo(200);
    assertThat(use(token.url(), host.tls(), "gpu-1")).isEqualTo(401);
  }

  @Test
  void joinToken_thatWasUsed_isRefusedOnBothSides() throws Exception {
    JoinToken token = token();
    HostConnection.join(host("a"), token, "gpu-1", _ -> {});

    assertThatThrownBy(() -> HostConnection.join(host("thief"), token, "gpu-2", _ -> {}))
        .hasMessageContaining("was used at")
        .hasMessageContaining("from 127.0.0.1, by home/gpu-1");
    assertThat(Files.readString(folder.resolve("home/hosts.jsonl"))).contains("Refused");
  }

  @Test
  void secondHost_underTheNameOfALiveOne_isRefusedOnBothSides_andTheFirstIsUndisturbed()
      throws Exception {
    HostIdentity first = host("a");
    URI door = token().url();
    HostConnection.join(first, token(), "gpu-1", _ -> {});
    JoinToken second = token();

    assertThatThrownBy(() -> HostConnection.join(host("b"), second, "gpu-1", _ -> {}))
        .hasMessageContaining("403")
        .hasMessageContaining("there is a worker home/gpu-1 already, which joined at")
        .hasMessageContaining("--name")
        .hasMessageContaining("arkwright node remove gpu-1");
    assertThat(Files.readString(folder.resolve("home/hosts.jsonl")))
        .contains("Refused", "there is a worker home/gpu-1 already");
    assertThat(use(door, first.tls(), "gpu-1")).isEqualTo(204);
    // The refusal has not used the token up, and the first may join anew.
    assertThat(HostConnection.join(host("b"), second, "gpu-2", _ -> {}).worker())
        .isEqualTo("home/gpu-2");
    assertThat(HostConnection.join(first, token(), "gpu-1", _ -> {}).worker())
        .isEqualTo("home/gpu-1");
    assertThat(use(door, first.tls(), "gpu-1")).isEqualTo(204);
  }

  @Test
  void hostOfAnotherRelease_joinsAndRenews_whateverElseItSays() throws Exception {
    JoinToken token = token();
    HostIdentity host = host("a");
    String join =
        new String(
            Wire.strict()
                .write(
                    new JoinMessages.Join(
                        token.id(), token.secret(), Optional.of("gpu-1"), host.request())),
            StandardCharsets.UTF_8);
    byte[] certified =
        post(
            token.url().resolve("/worker/v1/join"),
            HostIdentity.tlsTo(token, InstantSource.system()),
            join.replaceFirst("\\{", "{\"mood\":{\"good\":[1]},"));
    host.keep(token.url(), Wire.strict().read(certified, JoinMessages.Certified.class));
    String renew =
        new String(
            Wire.strict().write(new JoinMessages.Renew(host.request())), StandardCharsets.UTF_8);
    byte[] renewed =
        post(
            token.url().resolve("/worker/v1/renew"),
            host.tls(),
            renew.replaceFirst("\\{", "{\"mood\":\"good\","));
    assertThat(Wire.strict().read(renewed, JoinMessages.Certified.class).worker())
        .isEqualTo("home/gpu-1");
  }

  @Test
  void hostWhoseClockIsAnHourOff_joinsAndWorks_andIsToldOfIt() throws Exception {
    for (int hours : List.of(-1, 1)) {
      InstantSource clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(hours));
      HostIdentity host = HostIdentity.in(folder.resolve("off" + hours), clock);
      JoinToken token = token();
      List<String> told = new ArrayList<>();
      String name = "gpu-" + (hours + 2);
      HostConnection.join(host, token, name, told::add);

      assertThat(told)
          .singleElement()
          .asString()
          .contains(hours < 0 ? " min behind that of" : " min ahead of that of", "NTP");
      assertThat(use(token.url(), host.tls(), name)).isEqualTo(204);
      assertThat(host.isRenewalDue()).isFalse();
      assertThat(host.untimely()).isEmpty();
    }
    List<String> told = new ArrayList<>();
    HostConnection.join(host("right"), token(), "gpu-9", told::add);
    assertThat(told).isEmpty();
  }

  @Test
  void hostWhoseClockIsDaysBehind_isToldWhatItsClockSays_andItsTokenIsNotUsed() throws Exception {
    InstantSource clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(-3));
    JoinToken token = token();
    assertThatThrownBy(() ->
            HostConnection.join(
                HostIdentity.in(folder.resolve("a"), clock), token, "gpu-1", _ -> {}))
        .hasStackTraceContaining("the server's certificate is valid only from")
        .hasStackTraceContaining("this host's clock says");
    assertThat(HostConnection.join(host("a"), token, "gpu-1", _ -> {}).worker())
        .isEqualTo("home/gpu-1");
  }

  private static byte[] post(URI to, SSLContext tls, String body) throws Exception {
    HttpsURLConnection post = (HttpsURLConnection) to.toURL().openConnection();
    post.setSSLSocketFactory(tls.getSocketFactory());
    post.setHostnameVerifier((_, _) -> true);
    post.setRequestMethod("POST");
    post.setDoOutput(true);
    try (OutputStream out = post.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(post.getResponseCode()).as(to.toString()).isEqualTo(200);
    try (InputStream in = post.getInputStream()) {
      return in.readAllBytes();
    }
  }

  @Test
  void serverOfAnotherHome_isNotTrusted() throws Exception {
    JoinToken token = token();
    try (TestServer other =
        new TestServer(
            folder.resolve("other"),
            false,
            Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))) {
      JoinToken theirs =
          JoinToken.parse(other.post("/api/v1/join-tokens", "").json().path("token").asText())
              .orElseThrow();
      JoinToken redirected = new JoinToken(theirs.url(), token.pin(), token.id(), token.secret());

      assertThatThrownBy(() -> HostConnection.join(host("a"), redirected, "gpu-1", _ -> {}))
          .hasStackTraceContaining("is not the one that issued the join token");
      HostIdentity host = host("b");
      HostConnection.join(host, theirs, "gpu-1", _ -> {});
      assertThatThrownBy(() -> use(token.url(), host.tls(), "gpu-1"))
          .hasStackTraceContaining("no certificate of this home's authority");
    }
  }

  @Test
  void people_reachTheApiOverTls_withTheAuthorityOfTheHome() throws Exception {
    JoinToken token = token();
    HttpsURLConnection get =
        (HttpsURLConnection) token.url().resolve("/api/v1/jobs").toURL().openConnection();
    get.setSSLSocketFactory(HostIdentity.tlsTo(token, InstantSource.system()).getSocketFactory());
    get.setRequestProperty("Authorization", "Bearer " + TestServer.TOKEN);
    assertThat(get.getResponseCode()).isEqualTo(200);
    try (InputStream in = get.getInputStream()) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains("jobs");
    }
  }

  @Test
  void loopback_takesNoJoin_andAServerThatDoesNotListenIssuesNoToken() throws Exception {
    assertThat(server.post("/worker/v1/join", "{}").status()).isEqualTo(404);
    Reply refused = server.post("/api/v1/join-tokens", "{\"site\": \"mars\", \"ttl\": \"90d\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().toString()).contains("one of home", "7d");
    try (TestServer plain = new TestServer(folder.resolve("plain"))) {
      Reply none = plain.post("/api/v1/join-tokens", "");
      assertThat(none.status()).isEqualTo(409);
      assertThat(none.json().toString()).contains("arkwright up --workers");
    }
  }
}
