package org.arkwright.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.StateReader;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.TokenBasis;
import org.arkwright.gateway.usage.TokenCount;
import org.arkwright.gateway.usage.UnbookableException;
import org.arkwright.model.Refusal;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.Quantity.Basis;
import org.arkwright.model.usage.UsageRecord;
import org.junit.jupiter.api.Test;

/** What is booked of a batch of finished requests. */
final class UsageHandOverTest {
  @Test
  void batch_withAnEstimate_keepsTheExactCountsMeasured() {
    List<UsageRecord> records =
        UsageHandOver.records(
            List.of(
                request(TokenBasis.COUNTED, 100),
                request(TokenBasis.ESTIMATED, 7),
                request(TokenBasis.COUNTED, 200)));

    assertThat(records).hasSize(2);
    assertThat(records.getFirst().quantities())
        .containsExactly(
            Quantity.measured(Meter.REQUESTS, 2),
            Quantity.measured(Meter.TOKENS_IN, 300),
            Quantity.measured(Meter.TOKENS_OUT, 2));
    assertThat(records.getLast().quantities())
        .filteredOn(quantity -> quantity.basis() == Basis.MODELLED)
        .extracting(quantity -> quantity.amount().longValueExact())
        .containsExactly(7L, 1L);
  }

  @Test
  void requests_whoseServerTellsNoTokens_areCountedWithoutAny() {
    List<UsageRecord> records =
        UsageHandOver.records(
            List.of(request(TokenBasis.UNTOLD, 100), request(TokenBasis.UNTOLD, 5)));

    assertThat(records).hasSize(1);
    assertThat(records.getFirst().quantities())
        .containsExactly(Quantity.measured(Meter.REQUESTS, 2));
  }

  @Test
  void batch_isBookedAsOne_ofTheServersOwn_andARefusalIsFinal() {
    List<Request> asked = new ArrayList<>();
    ControlPlane.Answer[] answer = {new ControlPlane.Answer.Done(7, Optional.empty())};
    ControlPlane control =
        new ControlPlane() {
          @Override
          public CompletableFuture<Answer> submit(Request request) {
            asked.add(request);
            return CompletableFuture.completedFuture(answer[0]);
          }

          @Override
          public StateReader reader() {
            throw new UnsupportedOperationException();
          }
        };
    UsageHandOver handOver = new UsageHandOver(control);
    List<FinishedRequest> batch = List.of(request(TokenBasis.COUNTED, 3));
    assertThat(handOver.take("gateway-1", 4, batch)).isCompleted();
    assertThat(asked.getFirst().principal()).isEqualTo(PrincipalId.SERVER);
    assertThat(asked.getFirst().command())
        .isEqualTo(new UsageCommand.RecordUsage("gateway-1", 4, UsageHandOver.records(batch)));

    answer[0] =
        new ControlPlane.Answer.Refused(
            new Refusal(Refusal.Code.CONFLICT, "what", "expected", "hint"));
    assertThatThrownBy(() -> handOver.take("gateway-1", 5, batch).join())
        .hasCauseInstanceOf(UnbookableException.class);
  }

  @Test
  void record_spansItsRequests_fromTheFirstBeginToTheLastEnd() {
    List<UsageRecord> records =
        UsageHandOver.records(List.of(lasting(50, 5), lasting(10, 20), lasting(20, 70)));
    assertThat(records).hasSize(1);
    assertThat(records.getFirst().fromNanos()).isEqualTo(10);
    assertThat(records.getFirst().toNanos()).isEqualTo(90);
  }

  private static FinishedRequest lasting(long startedAtNanos, long activeNanos) {
    TokenCount none = TokenCount.ZERO;
    return new FinishedRequest(
        ProjectName.DEFAULT,
        "key",
        "chat",
        "b",
        none,
        TokenBasis.COUNTED,
        200,
        startedAtNanos,
        activeNanos);
  }

  private static FinishedRequest request(TokenBasis basis, long prompt) {
    return new FinishedRequest(
        ProjectName.DEFAULT, "key", "chat", "b", new TokenCount(prompt, 1), basis, 200, 10, 20);
  }
}
