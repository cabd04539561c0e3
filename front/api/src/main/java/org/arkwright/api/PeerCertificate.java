package org.arkwright.api;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The certificate that a client has shown in the handshake, which has let it through. */
final class PeerCertificate {
  private PeerCertificate() {}

  /** Returns it; empty for a client that has shown none. */
  static Optional<X509Certificate> of(ServiceRequestContext context) {
    SSLSession session = context.sslSession();
    if (session == null) {
      return Optional.empty();
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? Optional.of(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException _) {
      return Optional.empty();
    }
  }
}
