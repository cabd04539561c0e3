package org.arkwright.artifact.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.artifact.ArtifactKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the variables of the network do, against a server that is a proxy and a repository. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class NetworkTest {
  @TempDir Path folder;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, String> variables = new TreeMap<>();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String location = "";
  private volatile String body = "hello";
  private final Map<String, String> pages = new TreeMap<>();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(exchange.getRequestURI() + (token == null ? "" : " " + token));
    String next = pages.remove(exchange.getRequestURI().toString());
    if (next != null) {
      exchange.getResponseHeaders().add("Link", "<" + next + ">; rel=\"next\"");
    }
    if (!location.isEmpty()) {
      exchange.getResponseHeaders().add("Location", location);
      location = "";
      exchange.sendResponseHeaders(302, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length());
      exchange.getResponseBody().write(body.getBytes(UTF_8));
    }
    exchange.close();
  }

  private String at(String host) {
    return "http://" + host + ":" + server.getAddress().getPort();
  }

  @Test
  void proxy_isAskedForEveryHostButTheExcepted() throws IOException {
    variables.put("http_proxy", at("127.0.0.1"));
    variables.put("NO_PROXY", "example.org, .internal");
    assertThat(imported("http://data.example.test/rows.csv", false)).containsExactly("rows.csv");
    assertThat(requests).containsExactly("http://data.example.test/rows.csv");
    Proxies proxies = new Network(variables).proxies();
    for (String direct :
        List.of("http://example.org/", "http://a.example.org/", "http://x.internal/")) {
      assertThat(proxies.of(URI.create(direct))).as(direct).isEmpty();
    }
    for (String other : List.of("http://notexample.org/", "http://internal.org/")) {
      assertThat(proxies.of(URI.create(other))).as(other).isPresent();
    }
    assertThat(proxies.of(URI.create("https://a.test/"))).as("no HTTPS_PROXY").isEmpty();
    variables.put("ALL_PROXY", "proxy.test:3128");
    assertThat(new Network(variables).proxies().of(URI.create("https://a.test/")))
        .contains(URI.create("http://proxy.test:3128"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8            | 10.200.3.4          | true",
        "10.0.0.0/8            | 11.0.0.1            | false",
        "10.0.0.0/9            | 10.128.0.1          | false",
        "192.168.1.7           | 192.168.1.7         | true",
        "192.168.1.7           | 192.168.1.70        | false",
        "172.16.0.0/12:8080    | 172.31.255.255:8080 | true",
        "172.16.0.0/12:8080    | 172.31.255.255      | false",
        "fd00::/8              | [fd12:3456::1]      | true",
        "fd00::/8              | [fe80::1]           | false",
        "::1                   | [::1]:9000          | true",
        "[::1]:9000            | [::1]:9000          | true",
        "[::1]:9000            | [::1]:9001          | false",
        "0.0.0.0/0             | 8.8.8.8             | true",
        "0.0.0.0/0             | example.org         | false",
        "10.0.0.0/33           | 10.0.0.1            | false",
        "10.0.0.0/x            | 10.0.0.1            | false",
        "10.example            | a.10.example        | true",
        "example.org:8443      | example.org         | false",
        "example.org:8443      | example.org:8443    | true",
        "'10.0.0.0/8, ::/0'    | [2001:db8::1]       | true",
      })
  void noProxy_networksAddressesAndPorts_areThoseHostsAlone(
      String words, String host, boolean direct) throws IOException {
    variables.put("HTTP_PROXY", "proxy.test:3128");
    variables.put("NO_PROXY", words);

    assertThat(new Network(variables).proxies().of(URI.create("http://" + host + "/x")).isEmpty())
        .isEqualTo(direct);
  }

  @Test
  void wrongVariables_areNamedWithoutTheirPasswords() {
    variables.put("HTTPS_PROXY", "socks5://me:hunter2@proxy.test:1080");
    assertThatThrownBy(() -> imported("https://a.test/x", true))
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageContaining("expected http://HOST:PORT")
        .hasMessageNotContaining("hunter2");
    variables.put("HTTPS_PROXY", "http://me:hunter2@proxy.test:99999");
    assertThatThrownBy(() -> imported("https://a.test/x", true))
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("hunter2");
    variables.clear();
    variables.put("SSL_CERT_FILE", folder.resolve("none.pem").toString());
    assertThatThrownBy(() -> imported("https://a.test/x", true))
        .hasMessageContaining("SSL_CERT_FILE");
    variables.clear();
    variables.put("HF_ENDPOINT", "not a URL");
    assertThatThrownBy(() -> imported("hf://o/m", true)).hasMessageContaining("HF_ENDPOINT");
  }

  @Test
  void unreachable_saysWhichStepFailed() throws IOException {
    assertThatThrownBy(() -> imported("http://nowhere.invalid/x", true))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("nowhere.invalid cannot be resolved")
        .hasMessageContaining("offline, or behind a proxy?");
    String gone = at("127.0.0.1");
    server.stop(0);
    assertThatThrownBy(() -> imported(gone + "/x", true))
        .hasMessageContaining("refuses connections")
        .hasMessageNotContaining("null");
    variables.put("http_proxy", gone);
    assertThatThrownBy(() -> imported("http://a.test/x", true))
        .hasMessageContaining("the proxy 127.0.0.1");
  }

  @Test
  void repository_getsItsToken_andTheHostItRedirectsToDoesNot() throws IOException {
    variables.put("HF_ENDPOINT", at("127.0.0.1"));
    variables.put("HF_TOKEN", "hf_secret\n");
    body = "[{\"type\": \"file\", \"path\": \"config.json\", \"size\": 2}]";
    imported("hf://owner/name", true);
    assertThat(requests)
        .containsExactly(
            "/api/models/owner/name/tree/main?recursive=true Bearer hf_secret",
            "/owner/name/resolve/main/config.json Bearer hf_secret");
    requests.clear();
    location = at("localhost") + "/elsewhere";
    imported("hf://owner/name", true);
    assertThat(requests.get(1)).isEqualTo("/elsewhere");
  }

  @Test
  void repositoryOfSeveralPages_isImportedWhole() throws IOException {
    variables.put("HF_ENDPOINT", at("127.0.0.1"));
    body = "[{\"type\": \"file\", \"path\": \"a\", \"size\": 2, \"lfs\": {\"size\": 9}}, 7, null]";
    pages.put("/api/models/o/n/tree/main?recursive=true", "/api/models/o/n/tree/main?cursor=2");
    pages.put("/api/models/o/n/tree/main?cursor=2", "http://elsewhere.test/steal");
    assertThatThrownBy(() -> imported("hf://o/n", true))
        .hasMessageContaining("two files named 'a'");
    assertThat(requests)
        .startsWith(
            "/api/models/o/n/tree/main?recursive=true", "/api/models/o/n/tree/main?cursor=2")
        .noneMatch(request -> request.contains("steal"));
  }

  @Test
  void repositoryWhoseAnswerIsNoList_isRefusedInWords() {
    variables.put("HF_ENDPOINT", at("127.0.0.1"));
    for (String answer :
        List.of("<html>sign in</html>", "{}", "", "[{\"type\": \"fi", "[[[[", "7")) {
      body = answer;
      assertThatThrownBy(() -> imported("hf://o/n", true))
          .as(answer)
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("hf://o/n@main")
          .hasMessageContaining("no list of files");
    }
  }

  @Test
  void refusedRepository_namesTokenAndLicence() {
    variables.put("HF_ENDPOINT", at("127.0.0.1"));
    variables.put("HOME", folder.toString());
    for (int refusal : List.of(401, 403)) {
      status = refusal;
      assertThatThrownBy(() -> imported("hf://owner/gated", true))
          .hasMessageContaining("HTTP " + refusal)
          .hasMessageContaining("HF_TOKEN")
          .hasMessageContaining("Accept its licence at " + at("127.0.0.1") + "/owner/gated");
    }
    variables.put("HF_TOKEN", "hf_other");
    assertThatThrownBy(() -> imported("hf://owner/gated", true))
        .hasMessageContaining("the owner of the token (HF_TOKEN) may not read it");
    variables.put("HF_HUB_OFFLINE", "1");
    requests.clear();
    assertThatThrownBy(() -> imported("hf://owner/gated", true))
        .hasMessageContaining("HF_HUB_OFFLINE is set");
    assertThat(requests).isEmpty();
  }

  @Test
  void partThatWasNotAskedFor_isNotTakenForTheWhole() {
    status = 206;
    assertThatThrownBy(() -> imported(at("127.0.0.1") + "/x", true))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("the server sent a part");
  }

  @Test
  void repositoryNamedLikeAFolderAbove_isRefused() throws IOException {
    variables.put("HF_ENDPOINT", at("127.0.0.1"));
    for (String name : List.of("..", ".", "a/..", "../b", "...")) {
      assertThatThrownBy(() -> imported("hf://" + name, true))
          .as(name)
          .hasMessageContaining("is not a repository");
    }
    assertThat(requests).isEmpty();
    body = "[{\"type\": \"file\", \"path\": \"a\"}]";
    assertThat(imported("hf://.hidden/a..b", true)).containsExactly("a");
  }

  @Test
  void redirectToThisMachine_isRefused() {
    variables.put("http_proxy", at("127.0.0.1"));
    location = "http://127.0.0.1:1/admin";
    assertThatThrownBy(() -> imported("http://data.example.test/x", false))
        .hasMessageContaining("imports.localAddresses: true");
  }

  @Test
  void storedToken_isUsed_whenNoVariableNamesOne() throws IOException {
    Path stored = folder.resolve(".cache/huggingface/token");
    Files.createDirectories(stored.getParent());
    Files.writeString(stored, "hf_stored");
    variables.put("HOME", folder.toString());
    assertThat(new Network(variables).repositoryToken()).contains("hf_stored");
  }

  private List<String> imported(String source, boolean localAddresses) throws IOException {
    ArtifactStore store = ArtifactStore.open(folder.resolve("store"));
    SourceRules rules =
        new SourceRules(List.of(), List.of(), localAddresses, new Network(variables));
    return store
        .manifest(
            store
                .importFrom(
                    Sources.of(
                        ArtifactKind.MODEL, source, Optional.empty(), Optional.empty(), rules),
                    new ImportProgress())
                .manifest())
        .files()
        .stream()
        .map(Manifest.File::path)
        .toList();
  }
}
