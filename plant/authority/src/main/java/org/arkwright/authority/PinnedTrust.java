package org.arkwright.authority;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Trusts a control plane that an authority of its home has certified: by the fingerprint that the
 * join token names, or by the authorities that an earlier answer named. Addresses do not matter.
 */
final class PinnedTrust extends PeerTrust {
  private final Trusted trusted;
  private final InstantSource clock;

  /**
   * Picks, of the certificates that a server presents and those known, the authorities to trust.
   */
  interface Trusted {
    List<X509Certificate> authorities(List<X509Certificate> presented) throws CertificateException;
  }

  private PinnedTrust(Trusted trusted, InstantSource clock) {
    this.trusted = trusted;
    this.clock = clock;
  }

  /** Trusts the authority with that fingerprint, which the server presents with its own. */
  static PinnedTrust of(String pin, InstantSource clock) {
    return new PinnedTrust(
        presented -> {
          List<X509Certificate> pinned =
              presented.stream()
                  .filter(certificate -> Keys.fingerprint(certificate).equals(pin))
                  .toList();
          if (pinned.isEmpty()) {
            throw new CertificateException(
                ("the server that answers is not the one that issued the join token: none of its"
                        + " certificates has the token's fingerprint %s")
                    .formatted(pin));
          }
          return pinned;
        },
        clock);
  }

  /** Trusts these authorities. */
  static PinnedTrust of(Supplier<List<X509Certificate>> authorities, InstantSource clock) {
    return new PinnedTrust(_ -> authorities.get(), clock);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    X509Certificate server = chain[0];
    List<X509Certificate> authorities = trusted.authorities(Arrays.asList(chain));
    CertificateCheck.requireGenuine(server, authorities, CertificateCheck.SERVER);
    String untimely = CertificateCheck.untimely(server, clock.instant(), "this host's").orElse("");
    if (!untimely.isEmpty()) {
      throw new CertificateException("the server's certificate " + untimely);
    }
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
