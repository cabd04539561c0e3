package org.arkwright.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.arkwright.gateway.usage.FinishedRequest;
import org.arkwright.gateway.usage.TokenBasis;
import org.arkwright.gateway.usage.TokenCount;
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

  private static FinishedRequest request(TokenBasis basis, long prompt) {
    return new FinishedRequest(
        ProjectName.DEFAULT, "key", "chat", "b", new TokenCount(prompt, 1), basis, 200, 10, 20);
  }
}
