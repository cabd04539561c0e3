package org.arkwright.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IssuedTokensTest {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);
  private static final AttemptId OTHER = new AttemptId(new JobId(8), 1);
  private static final WorkerId WORKER = new WorkerId("home", "node-1");
  private static final Duration HOUR = Duration.ofHours(1);

  private Instant now = Instant.parse("2026-11-28T00:00:00Z");
  private final IssuedTokens tokens = new IssuedTokens("key", () -> now);

  @TempDir private Path folder;

  @Test
  void token_opensWhatItWasIssuedFor_andNothingElse() {
    String ofAttempt = tokens.ofAttempt(ATTEMPT, HOUR);
    String ofWorker = tokens.ofWorker(WORKER, HOUR);

    assertThat(tokens.attempt(ofAttempt)).contains(ATTEMPT);
    assertThat(tokens.worker(ofAttempt)).isEmpty();
    assertThat(tokens.worker(ofWorker)).contains(WORKER);
    assertThat(tokens.attempt(ofWorker)).isEmpty();
  }

  @Test
  void expiredToken_opensNothing_andTheRefusalSaysWhen() {
    String token = tokens.ofWorker(WORKER, HOUR);
    Tokens all = new Tokens("admin", tokens, new PrincipalId("p-1"), new PrincipalNames(Map.of()));
    now = now.plus(HOUR).minusSeconds(1);
    assertThat(tokens.worker(token)).contains(WORKER);

    now = now.plusSeconds(1);
    assertThat(tokens.worker(token)).isEmpty();
    assertThat(all.refusal(Optional.of("Bearer " + token)))
        .isEqualTo(
            "the token of worker home/node-1 expired at 2026-11-28T01:00:00Z;"
                + " the server's clock says 2026-11-28T01:00:00Z");
  }

  @Test
  void tokenOfAnotherHome_isUnknown() {
    IssuedTokens others = new IssuedTokens("another key", () -> now);

    assertThat(others.attempt(tokens.ofAttempt(ATTEMPT, HOUR))).isEmpty();
    assertThat(others.worker(tokens.ofWorker(WORKER, HOUR))).isEmpty();
  }

  @Test
  void alteredToken_isUnknown_whereverItWasAltered() {
    SplittableRandom random = new SplittableRandom(5);
    String token = tokens.ofAttempt(ATTEMPT, HOUR);
    for (int i = 0; i < token.length(); i++) {
      char other = "abcdefghijklmnopqrstuvwxyz0123456789:._-".charAt(random.nextInt(40));
      String altered = token.substring(0, i) + other + token.substring(i + 1);
      // The last character of a signature has two bits that no byte needs.
      if (other != token.charAt(i)) {
        assertThat(tokens.attempt(altered)).as(altered).isEmpty();
      }
    }
    assertThat(tokens.attempt(token + "A")).isEmpty();
    assertThat(tokens.attempt(token.replace("attempt:", "worker:"))).isEmpty();
    assertThat(tokens.worker(token.replace("attempt:", "worker:"))).isEmpty();
  }

  @Test
  void tokensOfAnEarlierVersion_countForAttemptsThatLivedAtTheUpgrade() throws Exception {
    Path workers = folder.resolve("worker.token");
    Path retired = folder.resolve("worker.token.retired");
    Files.writeString(workers, "old-secret\n");

    tokens.admit(OldJobTokens.retire(workers, retired, Set.of(ATTEMPT)));
    assertThat(workers).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(retired)))
        .isEqualTo("rw-------");
    assertThat(tokens.attempt(OldJobTokens.of("old-secret", ATTEMPT))).contains(ATTEMPT);
    assertThat(tokens.attempt(OldJobTokens.of("old-secret", OTHER))).isEmpty();
    assertThat(tokens.attempt(OldJobTokens.of("another", ATTEMPT))).isEmpty();
    assertThat(tokens.worker("old-secret")).isEmpty();

    // The next start: another attempt lives, which never had such a token.
    tokens.admit(OldJobTokens.retire(workers, retired, Set.of(ATTEMPT, OTHER)));
    assertThat(tokens.attempt(OldJobTokens.of("old-secret", ATTEMPT))).contains(ATTEMPT);
    assertThat(tokens.attempt(OldJobTokens.of("old-secret", OTHER))).isEmpty();

    tokens.admit(OldJobTokens.retire(workers, retired, Set.of(OTHER)));
    assertThat(retired).doesNotExist();
    assertThat(tokens.attempt(OldJobTokens.of("old-secret", ATTEMPT))).isEmpty();
  }
}
