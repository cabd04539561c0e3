package org.arkwright.artifact.source;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections as the variables of the network say; any thread.
 *
 * @param trusted makes sockets that trust an organisation's own certificates, too; empty if there
 *     are none
 */
record Connections(Proxies proxies, Optional<SSLSocketFactory> trusted) {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  /** Returns a connection that nothing was sent on yet. */
  HttpURLConnection open(URI uri) throws IOException {
    Proxy proxy = proxies.select(uri).getFirst();
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(proxy);
    connection.setConnectTimeout((int) Network.CONNECT_TIMEOUT.toMillis());
    connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
    proxies.authenticator().ifPresent(connection::setAuthenticator);
    if (connection instanceof HttpsURLConnection secure) {
      trusted.ifPresent(secure::setSSLSocketFactory);
    }
    return connection;
  }
}
