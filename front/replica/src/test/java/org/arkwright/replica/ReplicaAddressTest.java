package org.arkwright.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.junit.jupiter.api.Test;

/** Ports and tokens that nobody has to store. */
final class ReplicaAddressTest {
  private static final JobId JOB = JobId.of(1_800_000_000_000L, 7);

  private final ReplicaAddress addresses = new ReplicaAddress("secret");

  private static AttemptId attempt(int number) {
    return new AttemptId(JOB, number);
  }

  @Test
  void restartedServer_knowsThem_andAnotherHomeDoesNot() {
    AttemptId first = attempt(1);
    assertThat(new ReplicaAddress("secret").port(first)).isEqualTo(addresses.port(first));
    assertThat(new ReplicaAddress("secret").token(first)).isEqualTo(addresses.token(first));
    assertThat(new ReplicaAddress("other").token(first)).isNotEqualTo(addresses.token(first));
    assertThat(new ReplicaAddress("other").port(first)).isNotEqualTo(addresses.port(first));
  }

  @Test
  void ports_areSpreadOverTheirRange_andWithinIt() {
    Set<Integer> ports = new TreeSet<>();
    for (int i = 1; i <= 20_000; i++) {
      int port = addresses.port(attempt(i));
      assertThat(port).isBetween(18_000, 31_999);
      ports.add(port);
    }
    assertThat(ports).hasSizeGreaterThan(9_000);
    assertThat(ports.iterator().next()).isLessThan(18_050);
    assertThat(((TreeSet<Integer>) ports).last()).isGreaterThan(31_950);
    assertThat(addresses.uri(attempt(1)))
        .hasToString("http://127.0.0.1:" + addresses.port(attempt(1)));
  }

  @Test
  void tokens_areOfOneAttempt_andTellNothingOfThePort() {
    Set<String> tokens = new TreeSet<>();
    for (int i = 1; i <= 500; i++) {
      tokens.add(addresses.token(attempt(i)));
    }
    assertThat(tokens).hasSize(500).allMatch(token -> token.matches("[0-9a-f]{64}"));
    AttemptId same = new AttemptId(JobId.of(1_800_000_000_000L, 8), 1);
    assertThat(tokens).doesNotContain(addresses.token(same));
  }
}
