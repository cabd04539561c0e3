package org.arkwright.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.authority.Certification.Verdict;
import org.arkwright.authority.WorkerRegister.RefusedException;
import org.arkwright.model.id.WorkerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthorityTest {
  private static final String HOME = "h-00000000-0000-0000-0000-000000000001";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final URI DOOR = URI.create("https://10.77.0.254:7718");

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-11-28T00:00:00Z");

  private Certification certification() throws IOException {
    Files.createDirectories(folder.resolve("home"));
    return new Certification(
        Authority.open(folder.resolve("home/authority"), HOME, () -> now),
        WorkerRegister.open(folder.resolve("home/workers.jsonl"), () -> now),
        () -> now);
  }

  private HostIdentity host(String name) {
    return HostIdentity.in(folder.resolve(name), () -> now);
  }

  private static JoinMessages.Join join(
      WorkerRegister.Secret secret, HostIdentity host, String name) throws IOException {
    return new JoinMessages.Join(secret.id(), secret.secret(), Optional.of(name), host.request());
  }

  private static X509Certificate certificate(JoinMessages.Certified certified) throws Exception {
    return Pem.certificates(certified.certificate()).getFirst();
  }

  @Test
  void host_thatJoins_isKnownByItsKey_untilItIsRemoved() throws Exception {
    Certification certification = certification();
    HostIdentity host = host("a");
    JoinMessages.Certified certified =
        certification.join(
            join(certification.register().issue("home", HOUR, "p-1"), host, "a"), "10.0.0.1");
    host.keep(DOOR, certified);
    X509Certificate certificate = certificate(certified);
    WorkerId worker = new WorkerId("home", "a");

    assertThat(host.membership().orElseThrow().id()).isEqualTo(worker);
    assertThat(certification.judge(certificate)).isEqualTo(new Verdict.Admitted(worker));
    Path key = folder.resolve("a/host.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    String secretPart = Files.readString(key).lines().toList().get(1);
    try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as("never leaves its host").doesNotContain(secretPart);
      }
    }

    assertThat(certification.register().remove(worker, "p-1")).isTrue();
    assertThat(certification.judge(certificate))
        .isEqualTo(new Verdict.Refused("home/a was removed, or has never joined"));
    // So it is for the next start, which reads the register.
    assertThat(certification().judge(certificate)).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void joinToken_countsOnce_andTheSecondUseSaysWhoWasFirst() throws Exception {
    Certification certification = certification();
    WorkerRegister.Secret secret = certification.register().issue("home", HOUR, "p-1");
    HostIdentity first = host("a");
    certification.join(join(secret, first, "a"), "10.0.0.1");

    // The answer may have been lost: the same key may ask again.
    certification.join(join(secret, first, "a"), "10.0.0.1");
    Certification restarted = certification();
    assertThatThrownBy(() -> restarted.join(join(secret, host("thief"), "b"), "10.0.0.66"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("was used at 2026-11-28T00:00:00Z from 10.0.0.1, by home/a");
    assertThat(Files.readString(folder.resolve("home/workers.jsonl")))
        .contains("10.0.0.66")
        .doesNotContain(secret.secret());
  }

  @Test
  void joinToken_thatExpired_isRefusedByTheServersClock() throws Exception {
    Certification certification = certification();
    WorkerRegister.Secret secret = certification.register().issue("home", HOUR, "p-1");
    now = now.plus(HOUR);

    assertThatThrownBy(() -> certification.join(join(secret, host("a"), "a"), "10.0.0.1"))
        .hasMessageContaining("expired at 2026-11-28T01:00:00Z; the server's clock says 2026");
  }

  @Test
  void name_thatExists_isRefused_untilItsWorkerIsRemoved() throws Exception {
    Certification certification = certification();
    WorkerRegister register = certification.register();
    certification.join(join(register.issue("home", HOUR, "p-1"), host("a"), "gpu"), "10.0.0.1");
    WorkerRegister.Secret second = register.issue("home", HOUR, "p-1");

    assertThatThrownBy(() -> certification.join(join(second, host("b"), "gpu"), "10.0.0.2"))
        .hasMessageContaining("there is a worker home/gpu already, which joined at 2026-11-28T00");
    register.remove(new WorkerId("home", "gpu"), "p-1");
    certification.join(join(second, host("b"), "gpu"), "10.0.0.2");
    assertThat(register.members()).singleElement().matches(it -> it.from().equals("10.0.0.2"));
  }

  @Test
  void sameHost_joinsAnewUnderItsName_withAnotherToken() throws Exception {
    Certification certification = certification();
    WorkerRegister register = certification.register();
    HostIdentity host = host("a");
    WorkerId worker = new WorkerId("home", "gpu");
    certification.join(join(register.issue("home", HOUR, "p-1"), host, "gpu"), "10.0.0.1");
    now = now.plus(Duration.ofDays(30));
    X509Certificate anew =
        certificate(
            certification.join(join(register.issue("home", HOUR, "p-1"), host, "gpu"), "10.0.0.9"));

    assertThat(certification.judge(anew)).isEqualTo(new Verdict.Admitted(worker));
    assertThat(certification().judge(anew)).isEqualTo(new Verdict.Admitted(worker));
    assertThat(register.members()).singleElement().matches(it -> it.from().equals("10.0.0.9"));
  }

  @Test
  void secret_thatIsWrong_isRefused_andAStrangersGuessLeavesNoTrace() throws Exception {
    Certification certification = certification();
    WorkerRegister.Secret secret = certification.register().issue("home", HOUR, "p-1");
    long size = Files.size(folder.resolve("home/workers.jsonl"));
    String request = host("a").request();

    assertThatThrownBy(() ->
            certification.join(
                new JoinMessages.Join("guess", secret.secret(), Optional.of("a"), request), "x"))
        .hasMessageContaining("none that this control plane has issued");
    assertThat(Files.size(folder.resolve("home/workers.jsonl"))).isEqualTo(size);
    assertThatThrownBy(() ->
            certification.join(
                new JoinMessages.Join(secret.id(), "guess", Optional.of("a"), request), "x"))
        .hasMessageContaining("none that this control plane has issued");
    certification.join(join(secret, host("a"), "a"), "10.0.0.1");
  }

  @Test
  void certificate_hasLeewayForClocks_andThenBothSidesSayWhatTheirClocksSay() throws Exception {
    Certification certification = certification();
    HostIdentity host = host("a");
    JoinMessages.Certified certified =
        certification.join(
            join(certification.register().issue("home", HOUR, "p-1"), host, "a"), "10.0.0.1");
    host.keep(DOOR, certified);
    X509Certificate certificate = certificate(certified);
    Instant end = certificate.getNotAfter().toInstant();
    assertThat(host.isRenewalDue()).isFalse();

    now = end.plus(HOUR);
    assertThat(certification.judge(certificate)).isInstanceOf(Verdict.Admitted.class);
    assertThat(host.isRenewalDue()).isTrue();
    assertThat(host.untimely()).isEmpty();

    now = end.plus(HOUR.multipliedBy(2));
    assertThat(certification.judge(certificate))
        .isEqualTo(
            new Verdict.Refused(
                "the certificate of home/a expired at %s; the server's clock says %s"
                    .formatted(end, now)));
    assertThat(host.untimely().orElseThrow()).contains("expired at", "this host's clock");
  }

  @Test
  void renewal_isForTheSameKeyAlone() throws Exception {
    Certification certification = certification();
    HostIdentity host = host("a");
    WorkerId worker = new WorkerId("home", "a");
    certification.join(
        join(certification.register().issue("home", HOUR, "p-1"), host, "a"), "10.0.0.1");
    now = now.plus(Duration.ofDays(5));

    X509Certificate renewed =
        certificate(certification.renew(worker, new JoinMessages.Renew(host.request())));
    assertThat(renewed.getNotAfter().toInstant()).isEqualTo(now.plus(Authority.WORKER_LIFE));
    assertThat(certification.judge(renewed)).isEqualTo(new Verdict.Admitted(worker));
    JoinMessages.Renew others = new JoinMessages.Renew(host("b").request());
    assertThatThrownBy(() -> certification.renew(worker, others))
        .hasMessageContaining("another key");
    assertThatThrownBy(() -> certification.renew(worker, new JoinMessages.Renew("rubbish")))
        .hasMessageContaining("cannot be read");
  }

  @Test
  void server_isTrustedByItsPin_anotherHomesIsNot() throws Exception {
    Authority ours = certification().authority();
    Authority theirs =
        Authority.open(folder.resolve("theirs"), HOME.replace("0001", "0002"), () -> now);
    Authority.Credentials server = ours.server(List.of("10.0.0.1", "8.8.8.8"));
    X509Certificate[] chain = {server.certificate(), ours.trusted().getFirst()};
    X509Certificate[] impostor = {
      theirs.server(List.of()).certificate(), ours.trusted().getFirst()
    };

    PinnedTrust pinned = PinnedTrust.of(ours.fingerprint(), () -> now);
    pinned.checkServerTrusted(chain, "EC");
    assertThatThrownBy(() -> pinned.checkServerTrusted(impostor, "EC"))
        .hasMessageContaining("no certificate of this home's authority");
    PinnedTrust pinnedToOthers = PinnedTrust.of(theirs.fingerprint(), () -> now);
    assertThatThrownBy(() -> pinnedToOthers.checkServerTrusted(chain, "EC"))
        .hasMessageContaining("none of its certificates has the token's fingerprint");
    assertThat(server.certificate().getSubjectAlternativeNames().toString())
        .contains("10.0.0.1")
        .doesNotContain("8.8.8.8");
  }

  @Test
  void worker_cannotPoseAsTheServer_norTheServerAsAWorker() throws Exception {
    Certification certification = certification();
    HostIdentity host = host("a");
    X509Certificate worker =
        certificate(
            certification.join(
                join(certification.register().issue("home", HOUR, "p-1"), host, "a"), "1.2.3.4"));
    Authority authority = certification.authority();
    PinnedTrust trust = PinnedTrust.of(authority::trusted, () -> now);

    assertThatThrownBy(() -> trust.checkServerTrusted(new X509Certificate[] {worker}, "EC"))
        .hasMessageContaining("not for this side");
    assertThat(certification.judge(authority.server(List.of()).certificate()))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void authority_isFollowedByTheNext_withOverlap() throws Exception {
    Instant start = now;
    String first = certification().authority().fingerprint();
    assertThat(certification().authority().fingerprint()).isEqualTo(first);

    now = start.plus(Authority.LIFE).minus(Authority.NEXT_BEFORE_END).plus(HOUR);
    Authority overlapping = certification().authority();
    assertThat(overlapping.trusted()).hasSize(2);
    assertThat(overlapping.fingerprint()).isEqualTo(first);
    X509Certificate old = overlapping.server(List.of()).certificate();

    now = now.plus(Authority.OVERLAP);
    Authority next = certification().authority();
    assertThat(next.fingerprint()).isNotEqualTo(first);
    PinnedTrust heardOfBoth = PinnedTrust.of(next::trusted, () -> now);
    heardOfBoth.checkServerTrusted(new X509Certificate[] {old}, "EC");
    heardOfBoth.checkServerTrusted(
        new X509Certificate[] {next.server(List.of()).certificate()}, "EC");

    now = start.plus(Authority.LIFE).plus(HOUR);
    assertThat(certification().authority().trusted()).hasSize(1);
  }

  @Test
  void register_withAPartOfALine_goesOn_andWithADamagedOneItDoesNot() throws Exception {
    Path file = folder.resolve("home/workers.jsonl");
    WorkerRegister.Secret secret = certification().register().issue("home", HOUR, "p-1");
    Files.writeString(file, "{\"type\":\"Iss", StandardOpenOption.APPEND);

    certification().join(join(secret, host("a"), "a"), "10.0.0.1");
    assertThat(certification().register().members()).hasSize(1);

    Files.writeString(file, Files.readString(file).replace("\"Joined\"", "\"Foined\""));
    assertThatThrownBy(this::certification)
        .hasMessageContaining("line 2")
        .hasMessageContaining("backup");
  }

  @Test
  void joinToken_isOneLine_andAPartOfItIsNone() {
    JoinToken token = new JoinToken(DOOR, "ab".repeat(32), "abcd1234", "s".repeat(32));

    assertThat(JoinToken.parse(token.text() + "\n")).contains(token);
    assertThat(token.text()).doesNotContain(" ", "\n");
    assertThat(token.toString()).doesNotContain(token.secret());
    String text = token.text();
    for (int i = 0; i < text.length() - 40; i += 7) {
      assertThat(JoinToken.parse(text.substring(0, i))).isEmpty();
    }
  }
}
