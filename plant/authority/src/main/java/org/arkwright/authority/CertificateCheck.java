package org.arkwright.authority;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks certificates against the authorities that are trusted. When a certificate is valid is
 * asked apart from whether it is genuine, so that both sides can say what is wrong, with a leeway
 * for clocks that differ.
 */
final class CertificateCheck {
  /** How far the clocks of two hosts may differ. */
  static final Duration LEEWAY = Duration.ofMinutes(90);

  /** Key usages of RFC 5280. */
  static final String SERVER = "1.3.6.1.5.5.7.3.1";

  static final String CLIENT = "1.3.6.1.5.5.7.3.2";

  private CertificateCheck() {}

  /**
   * Checks that an authority signed the certificate, within what the authority may sign.
   *
   * @param usage {@link #SERVER} or {@link #CLIENT}
   * @throws CertificateException when that is not so
   */
  static void requireGenuine(
      X509Certificate certificate, Collection<X509Certificate> authorities, String usage)
      throws CertificateException {
    X509Certificate authority =
        authorities.stream()
            .filter(known -> isSignedBy(certificate, known))
            .findFirst()
            .orElseThrow(() -> new CertificateException("no certificate of this home's authority"));
    try {
      // The authority is a part of the path, or what it may sign would not be looked at.
      PKIXParameters parameters =
          new PKIXParameters(
              Set.of(
                  new TrustAnchor(
                      authority.getSubjectX500Principal(), authority.getPublicKey(), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(begin(certificate, authority)));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509")
                  .generateCertPath(List.of(certificate, authority)),
              parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException(
          "the certificate is beyond what this home's authority may sign: " + e.getMessage(), e);
    }
    List<String> usages = certificate.getExtendedKeyUsage();
    if (usages == null || !usages.contains(usage)) {
      throw new CertificateException("the certificate is not for this side of a connection");
    }
  }

  /** Says why a certificate does not count at that time; empty if it does, within the leeway. */
  static Optional<String> untimely(X509Certificate certificate, Instant now, String whoseClock) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    Instant seconds = Instant.ofEpochSecond(now.getEpochSecond());
    if (now.isBefore(from.minus(LEEWAY))) {
      return Optional.of(
          "is valid only from %s; %s clock says %s".formatted(from, whoseClock, seconds));
    }
    if (now.isAfter(until.plus(LEEWAY))) {
      return Optional.of("expired at %s; %s clock says %s".formatted(until, whoseClock, seconds));
    }
    return Optional.empty();
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /** A time at which both are valid. */
  private static Instant begin(X509Certificate one, X509Certificate other) {
    Instant first = one.getNotBefore().toInstant();
    Instant second = other.getNotBefore().toInstant();
    return (first.isAfter(second) ? first : second).plusSeconds(1);
  }
}
