package org.arkwright.authority;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.arkwright.authority.WorkerRegister.RefusedException;
import org.arkwright.model.id.WorkerId;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * Gives certificates to hosts that may have them, and says whose certificates count. Thread-safe.
 */
public final class Certification {
  private final Authority authority;
  private final WorkerRegister register;
  private final InstantSource clock;

  /** Combines an authority with the register of those that it certifies. */
  public Certification(Authority authority, WorkerRegister register, InstantSource clock) {
    this.authority = authority;
    this.register = register;
    this.clock = clock;
  }

  /** The authority that signs. */
  public Authority authority() {
    return authority;
  }

  /** The register of hosts. */
  public WorkerRegister register() {
    return register;
  }

  /**
   * Lets a host join, and certifies its key. Blocks for the disk.
   *
   * @param from the host's address, as the server sees it
   * @throws RefusedException when it may not join; the message is for its owner
   */
  public JoinMessages.Certified join(JoinMessages.Join join, String from)
      throws RefusedException, IOException {
    PublicKey key = requested(join.request());
    WorkerId worker = register.join(join.token(), join.secret(), join.name().orElse(""), key, from);
    return certified(worker, key);
  }

  /**
   * Certifies a worker's key again.
   *
   * @param worker the worker whose certificate the connection has
   * @throws RefusedException when the request is not for its key
   */
  public JoinMessages.Certified renew(WorkerId worker, JoinMessages.Renew renew)
      throws RefusedException {
    PublicKey key = requested(renew.request());
    Optional<String> refusal = register.refusal(worker, key);
    if (refusal.isPresent()) {
      throw new RefusedException(refusal.get());
    }
    return certified(worker, key);
  }

  private JoinMessages.Certified certified(WorkerId worker, PublicKey key) {
    try {
      return new JoinMessages.Certified(
          authority.names().home(),
          worker.toString(),
          Pem.of(List.of(authority.worker(worker, key))),
          Pem.of(authority.trusted()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without a form", e);
    }
  }

  /** Returns the key of a request whose sender has shown that he has the private half. */
  private static PublicKey requested(String request) throws RefusedException {
    try {
      JcaPKCS10CertificationRequest read =
          new JcaPKCS10CertificationRequest(Base64.getDecoder().decode(request));
      PublicKey key = read.getPublicKey();
      if (key.getAlgorithm().equals("EC")
          && read.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        return key;
      }
    } catch (IOException
        | IllegalArgumentException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException _) {
      // Said below.
    }
    throw new RefusedException(
        "the certification request cannot be read, or its signature is not by its own key");
  }

  /** Whose a certificate is, or why it does not count. */
  public sealed interface Verdict {
    /** The certificate is this worker's. */
    record Admitted(WorkerId worker) implements Verdict {}

    /** The certificate does not count, for this reason. */
    record Refused(String why) implements Verdict {}
  }

  /** Judges the certificate of a connection, as of now. */
  public Verdict judge(X509Certificate certificate) {
    try {
      CertificateCheck.requireGenuine(certificate, authority.trusted(), CertificateCheck.CLIENT);
    } catch (CertificateException e) {
      return new Verdict.Refused(String.valueOf(e.getMessage()));
    }
    return standing(certificate);
  }

  /** Judges a certificate that a handshake has found to be genuine, as of now. */
  public Verdict standing(X509Certificate certificate) {
    Optional<WorkerId> worker = authority.names().worker(certificate);
    if (worker.isEmpty()) {
      return new Verdict.Refused("the certificate is no worker's of this home");
    }
    Optional<String> why =
        CertificateCheck.untimely(certificate, clock.instant(), "the server's")
            .map(untimely -> "the certificate of %s %s".formatted(worker.get(), untimely))
            .or(() -> register.refusal(worker.get(), certificate.getPublicKey()));
    return why.isPresent() ? new Verdict.Refused(why.get()) : new Verdict.Admitted(worker.get());
  }
}
