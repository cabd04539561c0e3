package org.arkwright.worker.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.arkwright.authority.HostIdentity;
import org.arkwright.authority.JoinMessages;
import org.arkwright.authority.JoinToken;
import org.arkwright.protocol.ClockDifference;
import org.arkwright.wire.Wire;

/**
 * How a worker on another host than the control plane's reaches it: over TLS, with the certificate
 * of its host, which it renews in time. Thread-safe.
 */
public final class HostConnection {
  private static final Logger LOG = System.getLogger(HostConnection.class.getName());
  private static final long LOOK_NANOS = Duration.ofMinutes(5).toNanos();
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int ANSWER_MAX = 1 << 20;

  private final HostIdentity identity;
  private final URI url;
  private SSLSocketFactory sockets;
  private long lookedNanos = System.nanoTime();

  /**
   * Opens the identity of a host that has joined.
   *
   * @throws IOException when it has not, or its files cannot be read
   */
  public HostConnection(HostIdentity identity) throws IOException {
    this.identity = identity;
    this.url =
        URI.create(
            identity
                .membership()
                .orElseThrow(() -> new IOException("this host has not joined"))
                .url());
    this.sockets = identity.tls().getSocketFactory();
  }

  URI url() {
    return url;
  }

  /** Makes the connection show this host's certificate, and trust its home's control plane only. */
  void authenticate(HttpURLConnection connection) throws IOException {
    if (!(connection instanceof HttpsURLConnection secure)) {
      throw new IOException(connection.getURL() + " is not reached over TLS");
    }
    secure.setSSLSocketFactory(current());
    // The certificate is checked for the control plane's name, which is no address.
    secure.setHostnameVerifier((_, _) -> true);
  }

  private synchronized SSLSocketFactory current() {
    if (System.nanoTime() - lookedNanos > LOOK_NANOS) {
      lookedNanos = System.nanoTime();
      renewIfDue();
    }
    return sockets;
  }

  private void renewIfDue() {
    try {
      if (identity.isRenewalDue()) {
        identity.keep(
            url,
            post(
                url.resolve("/worker/v1/renew"),
                identity.tls(),
                Wire.strict().write(new JoinMessages.Renew(identity.request())),
                _ -> {}));
        sockets = identity.tls().getSocketFactory();
        LOG.log(Level.INFO, "the certificate of this host was renewed");
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the certificate of this host was not renewed", e);
    }
  }

  /**
   * Joins the control plane that issued the token, and keeps what it certifies. A key that was made
   * for this is not kept where the control plane certainly does not know it; where an answer was
   * lost, the host may join anew with it.
   *
   * @param name the name that the worker is to have
   * @param warnings is told what the host's owner should know though the host may join
   * @throws IOException when it cannot be reached, is not the one of the token, or refuses; the
   *     message is for the host's owner
   */
  public static JoinMessages.Certified join(
      HostIdentity identity, JoinToken token, String name, Consumer<String> warnings)
      throws IOException {
    boolean isNew = !identity.hasKey();
    JoinMessages.Join join =
        new JoinMessages.Join(token.id(), token.secret(), Optional.of(name), identity.request());
    try {
      JoinMessages.Certified certified =
          post(
              token.url().resolve("/worker/v1/join"),
              HostIdentity.tlsTo(token, identity.clock()),
              Wire.strict().write(join),
              servers ->
                  ClockDifference.of(identity.clock().millis(), servers)
                      .map(
                          "the clock of this host is %s that of the control plane: set them by NTP"
                              ::formatted)
                      .ifPresent(warnings));
      identity.keep(token.url(), certified);
      return certified;
    } catch (NotTakenException refused) {
      if (isNew) {
        identity.forget();
      }
      throw refused;
    }
  }

  /** The control plane has certainly not done what it was asked. */
  private static final class NotTakenException extends IOException {
    private static final long serialVersionUID = 1;

    NotTakenException(String message) {
      super(message);
    }

    /** It was not even reached. */
    NotTakenException(IOException problem) {
      super(problem.getMessage(), problem);
    }
  }

  /**
   * @param clock is told what the control plane's clock says, in milliseconds since 1970
   */
  private static JoinMessages.Certified post(
      URI to, SSLContext tls, byte[] body, LongConsumer clock) throws IOException {
    HttpsURLConnection post = (HttpsURLConnection) to.toURL().openConnection(Proxy.NO_PROXY);
    post.setSSLSocketFactory(tls.getSocketFactory());
    post.setHostnameVerifier((_, _) -> true);
    post.setRequestMethod("POST");
    post.setRequestProperty("Content-Type", "application/json");
    post.setConnectTimeout(TIMEOUT_MILLIS);
    post.setReadTimeout(TIMEOUT_MILLIS);
    post.setDoOutput(true);
    try {
      post.connect();
    } catch (IOException unreachable) {
      throw new NotTakenException(unreachable);
    }
    try (OutputStream out = post.getOutputStream()) {
      out.write(body);
    }
    int status = post.getResponseCode();
    if (post.getDate() != 0) {
      clock.accept(post.getDate());
    }
    if (status >= 400 && status < 500) {
      throw new NotTakenException("the control plane answers " + ServerWords.of(post));
    }
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("the control plane answers " + ServerWords.of(post));
    }
    try (InputStream in = post.getInputStream()) {
      return Wire.tolerant().read(in.readNBytes(ANSWER_MAX), JoinMessages.Certified.class);
    }
  }
}
