package org.arkwright.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;
import org.junit.jupiter.api.Test;

final class AuthorizerTest {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);
  private static final WorkerId WORKER = new WorkerId("home", "node-1");
  private static final PrincipalId OWNER = new PrincipalId("p-1");

  private final IssuedTokens issued =
      new IssuedTokens("key", () -> Instant.parse("2026-11-28T00:00:00Z"));
  private final Tokens tokens =
      new Tokens("secret", issued, OWNER, new PrincipalNames(Map.of(OWNER, "admin")));

  @Test
  void callers_haveWhatConcernsThem() {
    assertThat(allowed("Bearer secret"))
        .isEqualTo(EnumSet.complementOf(EnumSet.of(Permission.WORKER_EXCHANGE)));
    assertThat(allowed("Bearer " + issued.ofAttempt(ATTEMPT, Duration.ofHours(1))))
        .containsExactlyInAnyOrder(
            Permission.PUBLIC, Permission.TRACKING, Permission.OWN_USAGE_READ);
    assertThat(allowed("Bearer " + issued.ofWorker(WORKER, Duration.ofHours(1))))
        .containsExactlyInAnyOrder(Permission.PUBLIC, Permission.WORKER_EXCHANGE);
    assertThat(allowed("Bearer wrong")).containsExactly(Permission.PUBLIC);
    assertThat(allowed("secret")).containsExactly(Permission.PUBLIC);
  }

  @Test
  void requests_areDecidedInTheNameOfWhoeverPresentsTheToken() {
    String attempt = "Bearer " + issued.ofAttempt(ATTEMPT, Duration.ofHours(1));
    assertThat(principal("Bearer secret")).isEqualTo(OWNER);
    assertThat(principal(attempt).attempt()).contains(ATTEMPT);
    assertThat(principal("")).isEqualTo(PrincipalId.NOBODY);
    assertThat(tokens.principal(tokens.caller(Optional.empty(), Optional.of(WORKER))))
        .hasToString("worker:home/node-1");
  }

  @Test
  void names_areShownForIds_andReasonsStay() {
    PrincipalNames names = tokens.names();
    assertThat(names.author("p-1")).isEqualTo("admin");
    assertThat(names.author("p-1: shutdown")).isEqualTo("admin: shutdown");
    assertThat(names.author("system:deployments: replaced")).isEqualTo("deployments: replaced");
    assertThat(names.author("deployment echo")).isEqualTo("deployment echo");
    assertThat(names.author("worker:home/node-1")).isEqualTo("worker:home/node-1");
    assertThat(names.author("")).isEmpty();
  }

  private Set<Permission> allowed(String authorization) {
    Caller caller = tokens.caller(Optional.of(authorization), Optional.empty());
    return EnumSet.allOf(Permission.class).stream()
        .filter(permission -> Authorizer.OWNER_HAS_ALL.allows(caller, permission))
        .collect(Collectors.toSet());
  }

  private PrincipalId principal(String authorization) {
    return tokens.principal(tokens.caller(Optional.of(authorization), Optional.empty()));
  }
}
