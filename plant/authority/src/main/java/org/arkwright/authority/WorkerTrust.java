package org.arkwright.authority;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/**
 * Lets workers' certificates through the handshake if the authority signed them, whatever their
 * dates and whoever was removed since: those are answered in words, which a handshake has none for.
 */
public final class WorkerTrust extends PeerTrust {
  private final Authority authority;

  public WorkerTrust(Authority authority) {
    this.authority = authority;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    CertificateCheck.requireGenuine(chain[0], authority.trusted(), CertificateCheck.CLIENT);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authority.trusted().toArray(X509Certificate[]::new);
  }
}
