package org.arkwright.gateway.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.arkwright.gateway.dialect.AnswerForm;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyDigest;
import org.arkwright.gateway.key.KeyLimiter;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.openai.RequestBody;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.model.id.ProjectName;
import org.junit.jupiter.api.Test;

/** How long a request is remembered that ended a model, and what is taken for the same request. */
final class FatalRequestsTest {
  private static final long NOW = 1_800_000_000_000_000_000L;
  private final FatalRequests fatal = new FatalRequests();

  private static AdmittedRequest request(String model, String prompt) {
    AdmittedKey key =
        new AdmittedKey("k1", ProjectName.DEFAULT, KeyDigest.of("ak-test"), KeyLimits.NONE);
    String body = "{\"model\":\"%s\",\"prompt\":\"%s\"}".formatted(model, prompt);
    if (RequestBody.read(body.getBytes(UTF_8)) instanceof RequestBody.Reading.Read(var read)) {
      return new AdmittedRequest(
          key,
          new KeyLimiter().admit(key, NOW),
          new RouteName(ProjectName.DEFAULT, model),
          "/v1/completions",
          read,
          AnswerForm.AS_IS,
          NOW);
    }
    throw new AssertionError(body);
  }

  @Test
  void sameRequest_isRefusedForTenMinutes_andTold() {
    fatal.remember(request("chat", "bad"), NOW);
    long later = NOW + Duration.ofMinutes(10).toNanos();
    assertThat(fatal.refusal(request("chat", "bad"), later - 1))
        .hasValueSatisfying(error -> {
          assertThat(error.status()).isEqualTo(422);
          assertThat(error.message())
              .contains("'chat'", Instant.ofEpochSecond(0, later).toString());
        });
    assertThat(fatal.refusal(request("chat", "bad"), later)).isEmpty();
  }

  @Test
  void sameRequestAgain_beginsTheTenMinutesAnew() {
    fatal.remember(request("chat", "bad"), NOW);
    long again = NOW + Duration.ofMinutes(9).toNanos();
    fatal.remember(request("chat", "bad"), again);
    assertThat(fatal.refusal(request("chat", "bad"), again + Duration.ofMinutes(9).toNanos()))
        .isPresent();
  }

  @Test
  void othersText_andTheSameToAnotherModel_areNotRefused() {
    fatal.remember(request("chat", "bad"), NOW);
    assertThat(fatal.refusal(request("chat", "bad "), NOW)).isEmpty();
    assertThat(fatal.refusal(request("other", "bad"), NOW)).isEmpty();
  }

  @Test
  void noMoreThanTenThousand_areKept_theNewest() {
    for (int i = 0; i <= 10_000; i++) {
      fatal.remember(request("chat", "bad " + i), NOW + i);
    }
    assertThat(fatal.refusal(request("chat", "bad 0"), NOW)).isEmpty();
    assertThat(fatal.refusal(request("chat", "bad 1"), NOW)).isPresent();
    assertThat(fatal.refusal(request("chat", "bad 10000"), NOW)).isPresent();
  }
}
