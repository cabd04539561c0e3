package org.arkwright.artifact.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Manifest;
import org.arkwright.model.artifact.ArtifactKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports from a server whose certificate an authority of one's own has signed, as a file by URL
 * and as an object storage.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OwnCertificatesTest {
  private static final String PASSWORD = "changeit";
  private static final String CONTENT = "hello";

  @TempDir Path folder;
  private final Map<String, String> variables = new TreeMap<>();
  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    System.setProperty("aws.accessKeyId", "testing");
    System.setProperty("aws.secretAccessKey", "testing");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(ownIdentity()));
    server.createContext("/", OwnCertificatesTest::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    server.stop(0);
  }

  /** Makes a key and its certificate, which is left as {@code own.pem}. */
  private SSLContext ownIdentity() throws Exception {
    Path store = folder.resolve("own.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Files.writeString(
        folder.resolve("own.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("own").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** A list of one object for a bucket, else the content of a file. */
  private static void answer(HttpExchange exchange) throws IOException {
    String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    String body =
        query.contains("list-type=2")
            ? """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListBucketResult><Name>data</Name><IsTruncated>false</IsTruncated>
            <Contents><Key>rows.csv</Key><Size>5</Size><ETag>"e"</ETag></Contents>
            </ListBucketResult>\
            """
            : CONTENT;
    exchange.sendResponseHeaders(200, body.length());
    exchange.getResponseBody().write(body.getBytes(UTF_8));
    exchange.close();
  }

  @Test
  void file_byUrl_isTrusted_onlyByTheNamedCertificates() throws IOException {
    URI file = at().resolve("/rows.csv");
    assertThatThrownBy(() -> imported(file.toString())).hasMessageContaining("SSL_CERT_FILE");
    variables.put("SSL_CERT_FILE", folder.resolve("own.pem").toString());
    assertThat(imported(file.toString())).containsExactly("rows.csv");
  }

  @Test
  void objectStorage_isTrusted_onlyByTheNamedCertificates() throws IOException {
    assertThatThrownBy(() -> imported("s3://data"))
        .hasMessageContaining("s3://data")
        .hasMessageContaining("SSL_CERT_FILE");
    variables.put("SSL_CERT_FILE", folder.resolve("own.pem").toString());
    assertThat(imported("s3://data")).containsExactly("rows.csv");
  }

  @Test
  void objectStorage_isAskedThroughTheProxy_unlessItsNetworkIsExcepted() throws IOException {
    variables.put("SSL_CERT_FILE", folder.resolve("own.pem").toString());
    variables.put("HTTPS_PROXY", "http://127.0.0.1:1");
    assertThatThrownBy(() -> imported("s3://data")).hasMessageContaining("the proxy 127.0.0.1:1");
    variables.put("NO_PROXY", "127.0.0.0/8");
    assertThat(imported("s3://data")).containsExactly("rows.csv");
  }

  private URI at() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  private List<String> imported(String source) throws IOException {
    ArtifactStore store = ArtifactStore.open(folder.resolve("store"));
    SourceRules rules = new SourceRules(List.of(), List.of(), true, new Network(variables));
    Optional<URI> endpoint = source.startsWith("s3:") ? Optional.of(at()) : Optional.empty();
    return store
        .manifest(
            store
                .importFrom(
                    Sources.of(ArtifactKind.DATASET, source, endpoint, Optional.empty(), rules),
                    new ImportProgress())
                .manifest())
        .files()
        .stream()
        .map(Manifest.File::path)
        .toList();
  }
}
