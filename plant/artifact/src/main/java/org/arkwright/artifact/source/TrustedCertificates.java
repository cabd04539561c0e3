package org.arkwright.artifact.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.arkwright.artifact.blob.ArtifactException;
import org.jspecify.annotations.Nullable;

/** The authorities that Java trusts, and those of an organisation. */
final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * Returns a context that trusts the certificates of a file as well.
   *
   * @param file certificates in PEM
   * @throws ArtifactException when the file cannot be read or holds none
   */
  static SSLContext with(Path file) throws IOException {
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      int number = 0;
      for (X509Certificate each : usual()) {
        all.setCertificateEntry("usual-" + number++, each);
      }
      try (InputStream in = Files.newInputStream(file)) {
        for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          all.setCertificateEntry("own-" + number++, each);
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(all), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new ArtifactException(
          "SSL_CERT_FILE of the server is '%s', expected a file of certificates in PEM: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static X509Certificate[] usual() throws GeneralSecurityException {
    for (TrustManager each : managers(null)) {
      if (each instanceof X509TrustManager certificates) {
        return certificates.getAcceptedIssuers();
      }
    }
    return new X509Certificate[0];
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
