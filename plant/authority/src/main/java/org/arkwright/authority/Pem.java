package org.arkwright.authority;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.arkwright.file.WholeFile;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** Keys and certificates as text (RFC 7468), in files and in answers. */
public final class Pem {
  private static final String KEY = "PRIVATE KEY";
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final int LINE = 64;

  private Pem() {}

  /** Returns certificates as text, one after another. */
  public static String of(List<X509Certificate> certificates) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(block(CERTIFICATE, certificate.getEncoded()));
    }
    return text.toString();
  }

  /**
   * Reads the certificates in a text.
   *
   * @throws CertificateException when there is none, or one cannot be read
   */
  public static List<X509Certificate> certificates(String text) throws CertificateException {
    List<X509Certificate> found = new ArrayList<>();
    for (Certificate certificate :
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))) {
      found.add((X509Certificate) certificate);
    }
    if (found.isEmpty()) {
      throw new CertificateException("there is no certificate in the text");
    }
    return List.copyOf(found);
  }

  /** Writes a private key so that only the file's owner can read it. Blocks for the disk. */
  static void writeKey(Path file, PrivateKey key) throws IOException {
    WholeFile.replacePrivate(
        file, block(KEY, key.getEncoded()).getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads a private key on the curves of this package. */
  static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
    try (PemReader reader =
        new PemReader(new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)))) {
      PemObject object = reader.readPemObject();
      if (object == null || !object.getType().equals(KEY)) {
        throw new IOException(file + " holds no private key");
      }
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(object.getContent()));
    }
  }

  private static String block(String type, byte[] content) {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
  }
}
