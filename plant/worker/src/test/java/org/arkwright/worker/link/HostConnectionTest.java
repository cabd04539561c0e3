package org.arkwright.worker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.arkwright.authority.Authority;
import org.arkwright.authority.Certification;
import org.arkwright.authority.HostIdentity;
import org.arkwright.authority.JoinMessages;
import org.arkwright.authority.JoinToken;
import org.arkwright.authority.WorkerRegister;
import org.arkwright.model.id.WorkerId;
import org.arkwright.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a host joins over TLS, and how it is known afterwards. */
final class HostConnectionTest {
  private static final String HOME = "h-00000000-0000-0000-0000-000000000001";
  private static final char[] PASSWORD = "in memory".toCharArray();

  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private Authority authority;
  private volatile boolean saysMore;
  private Certification certification;
  private HttpsServer server;
  private HostIdentity identity;

  @BeforeEach
  void serve() throws Exception {
    InstantSource clock = InstantSource.system();
    authority = Authority.open(folder.resolve("authority"), HOME, clock);
    certification =
        new Certification(
            authority, WorkerRegister.open(folder.resolve("workers.jsonl"), clock), clock);
    identity = HostIdentity.in(folder.resolve("host"), clock);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext tls = tls();
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void hostWithAToken_joins_andIsKnownByItsCertificate() throws Exception {
    JoinMessages.Certified certified = HostConnection.join(identity, token(), "gpu", _ -> {});

    assertThat(certified.worker()).isEqualTo("home/gpu");
    assertThat(identity.membership().orElseThrow().id()).isEqualTo(new WorkerId("home", "gpu"));
    assertThat(asked).containsExactly("POST /worker/v1/join by nobody");

    HostConnection connection = new HostConnection(identity);
    assertThat(connection.url()).isEqualTo(url());
    HttpURLConnection call = new ServerAddress(connection).open("/worker/v1/sync");
    assertThat(call.getResponseCode()).isEqualTo(204);
    assertThat(call.getRequestProperty("Authorization")).isNull();
    assertThat(asked).last().isEqualTo("GET /worker/v1/sync by home/gpu");
  }

  @Test
  void serverOfTheReleaseAfter_isUnderstood_whateverElseItSays() throws Exception {
    saysMore = true;
    assertThat(HostConnection.join(identity, token(), "gpu", _ -> {}).worker())
        .isEqualTo("home/gpu");
    assertThat(identity.membership()).isPresent();
  }

  @Test
  void tokenThatCountsNoMore_isRefusedInTheServersWords_andNothingIsKept() throws Exception {
    JoinToken token = token();
    HostConnection.join(
        HostIdentity.in(folder.resolve("first"), InstantSource.system()), token, "gpu", _ -> {});

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> HostConnection.join(identity, token, "other", _ -> {}))
        .withMessageStartingWith("the control plane answers 403: ")
        .withMessageContaining("was used at");

    assertThat(identity.membership()).isEmpty();
    assertThat(folder.resolve("host")).doesNotExist();
  }

  @Test
  void serverThatIsNotThere_leavesNothingOnTheHost() throws Exception {
    JoinToken token = token();
    server.stop(0);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> HostConnection.join(identity, token, "gpu", _ -> {}));
    assertThat(folder.resolve("host")).doesNotExist();
  }

  @Test
  void hostWithAKey_keepsIt_whoeverRefusesIt() throws Exception {
    JoinToken token = token();
    HostConnection.join(
        HostIdentity.in(folder.resolve("first"), InstantSource.system()), token, "gpu", _ -> {});
    var _ = identity.request();

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> HostConnection.join(identity, token, "other", _ -> {}));
    assertThat(identity.hasKey()).isTrue();
  }

  @Test
  void serverOfAnotherAuthority_isNotToldTheSecret() throws Exception {
    JoinToken token = token();
    JoinToken elsewhere = new JoinToken(token.url(), "0".repeat(64), token.id(), token.secret());

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> HostConnection.join(identity, elsewhere, "gpu", _ -> {}));

    assertThat(asked).isEmpty();
    assertThat(identity.membership()).isEmpty();
    assertThat(folder.resolve("host")).doesNotExist();
  }

  @Test
  void hostThatHasNotJoined_hasNoConnection() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new HostConnection(identity))
        .withMessage("this host has not joined");
  }

  @Test
  void connectionWithoutTls_isNotShownTheCertificate() throws Exception {
    HostConnection.join(identity, token(), "gpu", _ -> {});
    HostConnection connection = new HostConnection(identity);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            connection.authenticate(
                (HttpURLConnection) URI.create("http://127.0.0.1:1/").toURL().openConnection()))
        .withMessageContaining("is not reached over TLS");
  }

  private JoinToken token() throws IOException {
    WorkerRegister.Secret secret =
        certification.register().issue("home", Duration.ofHours(1), "p-1");
    return new JoinToken(url(), authority.fingerprint(), secret.id(), secret.secret());
  }

  private URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add("%s %s by %s".formatted(exchange.getRequestMethod(), path, caller(exchange)));
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (path.equals("/worker/v1/join")) {
        try {
          JoinMessages.Certified certified =
              certification.join(Wire.strict().read(body, JoinMessages.Join.class), "127.0.0.1");
          String answer = new String(Wire.strict().write(certified), StandardCharsets.UTF_8);
          respond(
              exchange,
              200,
              (saysMore ? answer.replaceFirst("\\{", "{\"weather\":{\"rain\":[]},") : answer)
                  .getBytes(StandardCharsets.UTF_8));
        } catch (WorkerRegister.RefusedException e) {
          respond(
              exchange,
              403,
              Wire.strict()
                  .mapper()
                  .createObjectNode()
                  .put("detail", e.getMessage())
                  .toString()
                  .getBytes(StandardCharsets.UTF_8));
        }
      } else {
        exchange.sendResponseHeaders(204, -1);
      }
    }
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private String caller(HttpExchange exchange) {
    try {
      X509Certificate shown =
          (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
      return certification.judge(shown) instanceof Certification.Verdict.Admitted(WorkerId worker)
          ? worker.toString()
          : "a stranger";
    } catch (SSLPeerUnverifiedException _) {
      return "nobody";
    }
  }

  private SSLContext tls() throws Exception {
    Authority.Credentials own = authority.server(List.of("127.0.0.1"));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    keys.setKeyEntry(
        "server",
        own.key(),
        PASSWORD,
        new X509Certificate[] {own.certificate(), authority.trusted().getLast()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(managers.getKeyManagers(), new TrustManager[] {new Anybody()}, null);
    return tls;
  }

  /** Takes every certificate: who it is of is asked later. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authentication) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authentication) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
