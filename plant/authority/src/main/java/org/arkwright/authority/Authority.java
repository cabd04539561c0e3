package org.arkwright.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.WorkerId;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate authority of a home: it certifies the control plane and the workers of hosts that
 * join, and nothing else, since what it may sign is written into its own certificate.
 *
 * <p>An authority lasts for years. A year before its end the next one is made; for a while it is
 * only trusted, so that every worker has heard of it with a renewal before it signs.
 *
 * <p>Thread-safe.
 */
public final class Authority {
  /** How long a worker's certificate is valid; it is renewed when half of that is over. */
  public static final Duration WORKER_LIFE = Duration.ofDays(7);

  static final Duration LIFE = Duration.ofDays(3650);
  static final Duration NEXT_BEFORE_END = Duration.ofDays(365);

  /** Longer than a worker's certificate, so that each has renewed meanwhile. */
  static final Duration OVERLAP = Duration.ofDays(30);

  private static final Duration BACKDATED = Duration.ofDays(1);
  private static final int SERIAL_BITS = 120;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final AuthorityNames names;
  private final InstantSource clock;
  private final List<Generation> generations;

  /** One authority of the home: a key and the certificate that the key signed itself. */
  private record Generation(X509Certificate certificate, PrivateKey key) {}

  private Authority(AuthorityNames names, InstantSource clock, List<Generation> generations) {
    this.names = names;
    this.clock = clock;
    this.generations = List.copyOf(generations);
  }

  /**
   * Opens the home's authority; makes one if there is none, and the next one if that is due. Blocks
   * for the disk.
   *
   * @param folder of the authority's files, which only their owner may read
   * @param home the home's id
   * @throws IOException when the files cannot be read or written; the message says what to do
   */
  public static Authority open(Path folder, String home, InstantSource clock) throws IOException {
    AuthorityNames names = new AuthorityNames(home);
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    List<Generation> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "authority-*.pem")) {
      for (Path file : files) {
        found.add(read(file));
      }
    }
    found.sort(Comparator.comparing(generation -> generation.certificate().getNotBefore()));
    Instant now = clock.instant();
    found.removeIf(generation -> end(generation).isBefore(now));
    if (found.isEmpty() || end(found.getLast()).isBefore(now.plus(NEXT_BEFORE_END))) {
      found.add(create(folder, names, now));
    }
    return new Authority(names, clock, found);
  }

  private static Instant end(Generation generation) {
    return generation.certificate().getNotAfter().toInstant();
  }

  private static Generation read(Path file) throws IOException {
    try {
      return new Generation(
          Pem.certificates(Files.readString(file, StandardCharsets.ISO_8859_1)).getFirst(),
          Pem.readKey(keyOf(file)));
    } catch (GeneralSecurityException e) {
      throw new IOException(
          ("%s or its .key holds no authority (%s). Put both back from a backup; or delete both,"
                  + " and every host has to join again")
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static Path keyOf(Path certificate) {
    return certificate.resolveSibling(
        certificate.getFileName().toString().replaceFirst("\\.pem$", ".key"));
  }

  private static Generation create(Path folder, AuthorityNames names, Instant now)
      throws IOException {
    KeyPair pair = Keys.newPair();
    X500Principal name = new X500Principal("CN=Arkwright authority of " + names.home());
    JcaX509v3CertificateBuilder builder =
        builder(name, pair.getPublic(), name, now, now.plus(LIFE));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(
        Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    builder.addExtension(Extension.nameConstraints, true, constraints(names));
    X509Certificate certificate = sign(builder, pair.getPrivate());
    Path file = folder.resolve("authority-" + now.getEpochSecond() + ".pem");
    Pem.writeKey(keyOf(file), pair.getPrivate());
    try {
      WholeFile.replace(file, Pem.of(List.of(certificate)).getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without a form", e);
    }
    return new Generation(certificate, pair.getPrivate());
  }

  /** The home's own domain, and addresses that are nobody's on the Internet. */
  private static NameConstraints constraints(AuthorityNames names) {
    List<GeneralSubtree> permitted = new ArrayList<>();
    permitted.add(subtree(GeneralName.dNSName, names.domain()));
    permitted.add(subtree(GeneralName.dNSName, "localhost"));
    permitted.add(subtree(GeneralName.uniformResourceIdentifier, "." + names.domain()));
    for (String range :
        List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10",
            "169.254.0.0/16",
            "127.0.0.0/8",
            "fc00::/7",
            "fe80::/10",
            "::1/128")) {
      permitted.add(subtree(GeneralName.iPAddress, range));
    }
    return new NameConstraints(permitted.toArray(GeneralSubtree[]::new), new GeneralSubtree[0]);
  }

  private static GeneralSubtree subtree(int kind, String name) {
    return new GeneralSubtree(new GeneralName(kind, name));
  }

  /** The names of this home's certificates. */
  public AuthorityNames names() {
    return names;
  }

  /** The authorities whose certificates count, oldest first. */
  public List<X509Certificate> trusted() {
    return generations.stream().map(Generation::certificate).toList();
  }

  /** The SHA-256 of the certificate that signs now, in hexadecimal. */
  public String fingerprint() {
    return Keys.fingerprint(signing().certificate());
  }

  /** The newest whose overlap is over; while it lasts, the one before it. */
  private Generation signing() {
    Instant now = clock.instant();
    List<Generation> heardOf =
        generations.stream()
            .filter(generation -> end(generation).isAfter(now))
            .filter(generation ->
                !generation
                    .certificate()
                    .getNotBefore()
                    .toInstant()
                    .plus(BACKDATED)
                    .plus(OVERLAP)
                    .isAfter(now))
            .toList();
    return heardOf.isEmpty() ? generations.getFirst() : heardOf.getLast();
  }

  /** A private key, and the certificate for it. */
  public record Credentials(PrivateKey key, X509Certificate certificate) {
    /** Reveals nothing: keys must not get into logs. */
    @Override
    public String toString() {
      return "Credentials[" + certificate.getSubjectX500Principal() + "]";
    }
  }

  /**
   * Certifies a new key of the control plane, which lives as long as its process. Names and
   * addresses beyond the authority's domain are for other clients than workers; those that it may
   * not certify are left out.
   *
   * @param addresses the IP addresses at which it is reached
   */
  public Credentials server(Collection<String> addresses) {
    KeyPair pair = Keys.newPair();
    List<GeneralName> all = new ArrayList<>();
    all.add(new GeneralName(GeneralName.dNSName, names.server()));
    all.add(new GeneralName(GeneralName.dNSName, "localhost"));
    for (String address : addresses) {
      X509Certificate alone =
          issue(pair.getPublic(), List.of(ip(address)), KeyPurposeId.id_kp_serverAuth, LIFE);
      if (mayCertify(alone)) {
        all.add(ip(address));
      }
    }
    return new Credentials(
        pair.getPrivate(), issue(pair.getPublic(), all, KeyPurposeId.id_kp_serverAuth, LIFE));
  }

  private static GeneralName ip(String address) {
    return new GeneralName(GeneralName.iPAddress, address);
  }

  private boolean mayCertify(X509Certificate certificate) {
    try {
      CertificateCheck.requireGenuine(certificate, trusted(), CertificateCheck.SERVER);
      return true;
    } catch (CertificateException _) {
      return false;
    }
  }

  /** Certifies a worker's key. */
  X509Certificate worker(WorkerId worker, PublicKey key) {
    return issue(
        key,
        List.of(new GeneralName(GeneralName.uniformResourceIdentifier, names.worker(worker))),
        KeyPurposeId.id_kp_clientAuth,
        WORKER_LIFE);
  }

  private X509Certificate issue(
      PublicKey key, List<GeneralName> subjects, KeyPurposeId purpose, Duration life) {
    Generation by = signing();
    Instant now = clock.instant();
    Instant until = now.plus(life);
    try {
      JcaX509v3CertificateBuilder builder =
          builder(
              by.certificate().getSubjectX500Principal(),
              key,
              // Without a common name, which some take for the name of a host.
              new X500Principal("O=Arkwright"),
              now,
              until.isAfter(end(by)) ? end(by) : until);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(subjects.toArray(GeneralName[]::new)));
      return sign(builder, by.key());
    } catch (CertIOException e) {
      throw new IllegalStateException("an extension without a form", e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Principal issuer, PublicKey key, X500Principal subject, Instant now, Instant until) {
    Instant from = now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS);
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS),
        Date.from(from),
        Date.from(until.truncatedTo(ChronoUnit.SECONDS)),
        subject,
        key);
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(Keys.SIGNATURE).build(key)));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException("every JDK signs with ECDSA", e);
    }
  }
}
