package org.arkwright.artifact.source;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.arkwright.artifact.blob.ArtifactException;

/**
 * How other machines are reached, by the variables that other tools obey: {@code HTTPS_PROXY},
 * {@code HTTP_PROXY}, {@code ALL_PROXY}, {@code NO_PROXY}, {@code SSL_CERT_FILE}, and for Hugging
 * Face {@code HF_TOKEN}, {@code HF_ENDPOINT}, {@code HF_HUB_OFFLINE}.
 *
 * @param variables of the process, read when they are needed
 */
public record Network(Map<String, String> variables) {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final URI PUBLIC_REPOSITORIES = URI.create("https://huggingface.co");
  private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

  public Network {
    variables = Map.copyOf(variables);
    // The JDK refuses to send a proxy's password in the clear unless told otherwise, and reads
    // this once: a user who put it into the proxy's URL has decided.
    if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
      System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
    }
  }

  /** The network that this process was given. */
  public static Network ofProcess() {
    return new Network(System.getenv());
  }

  /**
   * Returns a new client, which does not follow redirects.
   *
   * @throws ArtifactException when a variable is wrong
   */
  HttpClient client() throws IOException {
    Proxies proxies = proxies();
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .proxy(proxies);
    proxies.authenticator().ifPresent(client::authenticator);
    certificates().ifPresent(client::sslContext);
    return client.build();
  }

  /**
   * Returns what opens connections for a library that speaks HTTP by {@link HttpURLConnection}.
   *
   * @throws ArtifactException when a variable is wrong
   */
  Connections connections() throws IOException {
    return new Connections(proxies(), certificates().map(SSLContext::getSocketFactory));
  }

  private Optional<SSLContext> certificates() throws IOException {
    Optional<String> file = variable("SSL_CERT_FILE");
    return file.isPresent()
        ? Optional.of(TrustedCertificates.with(Path.of(file.get())))
        : Optional.empty();
  }

  Proxies proxies() throws ArtifactException {
    return Proxies.of(
        either("https_proxy"), either("http_proxy"), either("all_proxy"), either("no_proxy"));
  }

  /** Where repositories are, unless an import names another place. */
  URI repositories() throws ArtifactException {
    Optional<String> named = variable("HF_ENDPOINT");
    if (named.isEmpty()) {
      return PUBLIC_REPOSITORIES;
    }
    try {
      URI uri = URI.create(named.get());
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // Refused below.
    }
    throw new ArtifactException(
        "HF_ENDPOINT of the server is '%s', expected a URL such as %s"
            .formatted(named.get(), PUBLIC_REPOSITORIES));
  }

  static boolean isPublic(URI repositories) {
    return repositories.equals(PUBLIC_REPOSITORIES);
  }

  /** The token for repositories, from its variable or from where `hf auth login` puts it. */
  Optional<String> repositoryToken() {
    return variable("HF_TOKEN")
        .or(() -> variable("HUGGING_FACE_HUB_TOKEN"))
        .or(this::storedToken)
        .map(String::strip)
        .filter(token -> token.matches("[\\x21-\\x7e]+"));
  }

  private Optional<String> storedToken() {
    Optional<Path> home =
        variable("HF_HOME")
            .map(Path::of)
            .or(() -> variable("HOME").map(user -> Path.of(user, ".cache", "huggingface")));
    try {
      Path file =
          variable("HF_TOKEN_PATH")
              .map(Path::of)
              .or(() -> home.map(at -> at.resolve("token")))
              .orElse(Path.of("/nonexistent"));
      return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Whether repositories may not be asked for. */
  boolean isOffline() {
    return variable("HF_HUB_OFFLINE")
        .map(text -> TRUE.contains(text.toLowerCase(Locale.ROOT)))
        .orElse(false);
  }

  private Optional<String> either(String name) {
    return variable(name).or(() -> variable(name.toUpperCase(Locale.ROOT)));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }
}
