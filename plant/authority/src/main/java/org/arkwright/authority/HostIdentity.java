package org.arkwright.authority;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;
import org.arkwright.file.EmptyFolder;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.WorkerId;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A host's identity, in a folder that its owner alone may read: the key, which is made here and
 * never leaves it, the certificate for it, and the authorities that the host trusts. Blocks for the
 * disk. Thread-safe.
 */
public final class HostIdentity {
  private static final String KEY = "host.key";
  private static final String PUBLIC = "host.pub";
  private static final String CERTIFICATE = "host.pem";

  /** The file of the authorities that the host trusts, in its identity's folder. */
  public static final String AUTHORITIES = "authorities.pem";

  private static final String JOINED = "joined.json";

  private final Path folder;
  private final InstantSource clock;

  /**
   * What the host has joined.
   *
   * @param url the control plane's address for workers
   * @param home the id of its home
   * @param worker the worker that this host is, as {@code SITE/NAME}
   */
  public record Membership(String url, String home, String worker) {
    /** The worker that this host is. */
    public WorkerId id() {
      return WorkerId.parse(worker)
          .orElseThrow(() -> new IllegalArgumentException("'" + worker + "' is no worker"));
    }
  }

  private HostIdentity(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** Opens the identity in a folder, which may be missing yet. */
  public static HostIdentity in(Path folder, InstantSource clock) {
    return new HostIdentity(folder, clock);
  }

  /** The host's clock. */
  public InstantSource clock() {
    return clock;
  }

  /** Returns what the host has joined; empty before it has. */
  public Optional<Membership> membership() throws IOException {
    Path file = folder.resolve(JOINED);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Wire.strict().read(Files.readAllBytes(file), Membership.class));
    } catch (WireException e) {
      throw new IOException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Returns a certification request for the host's key, in Base64; makes the key if there is none.
   */
  public synchronized String request() throws IOException {
    KeyPair pair = keys();
    try {
      return Base64.getEncoder()
          .encodeToString(
              new JcaPKCS10CertificationRequestBuilder(
                      new X500Principal("CN=Arkwright"), pair.getPublic())
                  .build(new JcaContentSignerBuilder(Keys.SIGNATURE).build(pair.getPrivate()))
                  .getEncoded());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every JDK signs with ECDSA", e);
    }
  }

  private KeyPair keys() throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path key = folder.resolve(KEY);
    if (!Files.exists(key)) {
      KeyPair made = Keys.newPair();
      WholeFile.replacePrivate(folder.resolve(PUBLIC), made.getPublic().getEncoded());
      Pem.writeKey(key, made.getPrivate());
      return made;
    }
    try {
      return new KeyPair(
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(Files.readAllBytes(folder.resolve(PUBLIC)))),
          Pem.readKey(key));
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "%s holds no key (%s). Delete %s, and join again".formatted(key, e.getMessage(), folder),
          e);
    }
  }

  /** Keeps what the control plane has certified. */
  public synchronized void keep(URI url, JoinMessages.Certified certified) throws IOException {
    write(AUTHORITIES, certified.authorities().getBytes(StandardCharsets.US_ASCII));
    write(CERTIFICATE, certified.certificate().getBytes(StandardCharsets.US_ASCII));
    write(
        JOINED,
        Wire.strict().write(new Membership(url.toString(), certified.home(), certified.worker())));
  }

  private void write(String name, byte[] content) throws IOException {
    WholeFile.replacePrivate(folder.resolve(name), content);
  }

  /** Whether the host has a key, by which a control plane may know it. */
  public boolean hasKey() {
    return Files.exists(folder.resolve(KEY));
  }

  /** Forgets the membership; the key goes with it, and the folder if nothing else is in it. */
  public synchronized void forget() throws IOException {
    for (String name : List.of(JOINED, CERTIFICATE, AUTHORITIES, KEY, PUBLIC)) {
      Files.deleteIfExists(folder.resolve(name));
    }
    EmptyFolder.delete(folder);
  }

  /** Whether half of the certificate's time is over, so that it is to be renewed. */
  public boolean isRenewalDue() throws IOException {
    X509Certificate certificate = read(CERTIFICATE).getFirst();
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    return clock.instant().isAfter(from.plus(Duration.between(from, until).dividedBy(2)));
  }

  /** Says why the host's certificate does not count; empty if it does. */
  public Optional<String> untimely() throws IOException {
    return CertificateCheck.untimely(read(CERTIFICATE).getFirst(), clock.instant(), "this host's")
        .map(why -> "this host's certificate " + why);
  }

  /** Returns how to connect as this worker, to a control plane of its home alone. */
  public SSLContext tls() throws IOException {
    List<X509Certificate> authorities = read(AUTHORITIES);
    try {
      PrivateKey key = keys().getPrivate();
      return context(
          new KeyManager[] {new OneKey(key, read(CERTIFICATE).getFirst())},
          PinnedTrust.of(() -> authorities, clock));
    } catch (GeneralSecurityException e) {
      throw new IOException("the host's identity cannot be used: " + e.getMessage(), e);
    }
  }

  /** Returns how to connect to the control plane that issued a join token, as nobody yet. */
  public static SSLContext tlsTo(JoinToken token, InstantSource clock) {
    try {
      return context(new KeyManager[0], PinnedTrust.of(token.pin(), clock));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS 1.3", e);
    }
  }

  private static SSLContext context(KeyManager[] keys, TrustManager trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys, new TrustManager[] {trust}, null);
    return context;
  }

  private List<X509Certificate> read(String name) throws IOException {
    Path file = folder.resolve(name);
    try {
      return Pem.certificates(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (CertificateException e) {
      throw new IOException(
          "%s holds no certificate. Delete %s, and join again".formatted(file, folder), e);
    }
  }
}
