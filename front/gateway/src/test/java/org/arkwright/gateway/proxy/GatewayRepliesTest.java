package org.arkwright.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import java.util.List;
import java.util.Optional;
import org.arkwright.gateway.key.KeyLimiter.LimitStatus;
import org.arkwright.gateway.key.KeyLimiter.Verdict;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.route.Route;
import org.arkwright.gateway.route.Route.Unavailable;
import org.arkwright.gateway.route.RouteName;
import org.arkwright.model.id.ProjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients are told of limits and of models without a replica. */
final class GatewayRepliesTest {
  @ParameterizedTest
  @CsvSource({"1,1", "999999999,1", "1000000000,1", "1000000001,2", "60000000000,60"})
  void wait_isToldInWholeSeconds_neverTooFew(long nanos, String seconds) {
    LimitStatus requests = new LimitStatus(2, 0, 1_500_000_000L);
    Verdict verdict = new Verdict(nanos, Optional.of(requests), Optional.empty(), "requests");

    AggregatedHttpResponse reply = GatewayReplies.limited(verdict).aggregate().join();

    assertThat(reply.status().code()).isEqualTo(429);
    assertThat(reply.headers().get("retry-after")).isEqualTo(seconds);
    assertThat(reply.headers().get("x-ratelimit-limit-requests")).isEqualTo("2");
    assertThat(reply.headers().get("x-ratelimit-remaining-requests")).isEqualTo("0");
    assertThat(reply.headers().get("x-ratelimit-reset-requests")).isEqualTo("1.500s");
    assertThat(reply.headers().contains("x-ratelimit-limit-tokens")).isFalse();
    assertThat(reply.contentUtf8()).contains("\"type\":\"requests\"", seconds + " s");
  }

  @Test
  void modelWithoutAReplica_saysWhy_andWhenToComeAgain() {
    Route failed =
        new Route(
            new RouteName(ProjectName.DEFAULT, "chat"),
            0,
            List.of(),
            false,
            Optional.of(new Unavailable("It gave up.", 30)));
    assertThat(ReadyBackends.unavailable(Optional.of(failed)))
        .isEqualTo(new GatewayError(503, "server_error", "It gave up.", "unavailable", 30));
    AggregatedHttpResponse reply =
        GatewayReplies.failure(ReadyBackends.unavailable(Optional.of(failed))).aggregate().join();
    assertThat(reply.headers().get("retry-after")).isEqualTo("30");
    assertThat(ReadyBackends.unavailable(Optional.empty()).retrySeconds()).isEqualTo(1);
    assertThat(GatewayReplies.failure(GatewayError.invalid("no")).aggregate().join().headers())
        .noneMatch(header -> header.getKey().contentEquals("retry-after"));
  }
}
