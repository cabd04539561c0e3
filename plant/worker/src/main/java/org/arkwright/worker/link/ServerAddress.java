package org.arkwright.worker.link;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.arkwright.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The address of the control plane and what the worker shows there: on the control plane's own
 * machine a token from a file, on other hosts the certificate of the host's identity.
 *
 * <p>Files are read again for every request, because a restarted control plane may have another
 * port and another token. While a file cannot be read, as when somebody has deleted it, what it
 * said last holds: the control plane is there all the same. Thread-safe.
 */
public final class ServerAddress {
  /** What a header can carry; anything else is damage. */
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private final Path serverFile;
  private final Path tokenFile;
  private final @Nullable HostConnection host;
  private final AtomicReference<@Nullable URI> lastUrl = new AtomicReference<>();
  private final AtomicReference<@Nullable String> lastToken = new AtomicReference<>();

  /**
   * @param serverFile JSON with the address under {@code url}
   * @param tokenFile the bearer token, one line
   */
  public ServerAddress(Path serverFile, Path tokenFile) {
    this.serverFile = serverFile;
    this.tokenFile = tokenFile;
    this.host = null;
  }

  /** The address for a worker of another host. */
  public ServerAddress(HostConnection host) {
    this.serverFile = Path.of("");
    this.tokenFile = Path.of("");
    this.host = host;
  }

  /**
   * Opens a connection to a path of the control plane, on which the worker is known; nothing is
   * sent yet.
   */
  public HttpURLConnection open(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) url().resolve(path).toURL().openConnection(Proxy.NO_PROXY);
    if (host != null) {
      host.authenticate(connection);
    } else {
      connection.setRequestProperty("Authorization", "Bearer " + token());
    }
    return connection;
  }

  /**
   * Reads the control plane's current URL.
   *
   * @throws IOException when the file says none, and never did
   */
  URI url() throws IOException {
    return host == null ? lastKnown(lastUrl, this::readUrl) : host.url();
  }

  private URI readUrl() throws IOException {
    JsonNode url = Wire.strict().mapper().readTree(Files.readAllBytes(serverFile)).path("url");
    if (!url.isTextual()) {
      throw new IOException(serverFile + " contains no url");
    }
    try {
      return URI.create(url.textValue());
    } catch (IllegalArgumentException e) {
      throw new IOException(serverFile + " contains no url: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the current token.
   *
   * @throws IOException when the file has none, and never had
   */
  String token() throws IOException {
    return lastKnown(lastToken, this::readToken);
  }

  private String readToken() throws IOException {
    String token = Files.readString(tokenFile).strip();
    if (!TOKEN.matcher(token).matches()) {
      throw new IOException(tokenFile + " holds no token");
    }
    return token;
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T lastKnown(AtomicReference<@Nullable T> last, Reading<T> reading)
      throws IOException {
    try {
      T read = reading.read();
      last.set(read);
      return read;
    } catch (IOException e) {
      T known = last.get();
      if (known == null) {
        throw e;
      }
      return known;
    }
  }
}
