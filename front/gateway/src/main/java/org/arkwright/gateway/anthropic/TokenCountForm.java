package org.arkwright.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.arkwright.gateway.dialect.AnswerForm;
import org.arkwright.gateway.dialect.JsonFields;
import org.arkwright.gateway.openai.UsageReport;
import org.arkwright.gateway.usage.TokenCount;

/** The number of a prompt's tokens, which the model did not read: they cost nothing. */
final class TokenCountForm implements AnswerForm {
  @Override
  public UsageReport usage(byte[] answer) {
    return new UsageReport(Optional.of(TokenCount.ZERO), Optional.empty(), false);
  }

  @Override
  public byte[] whole(byte[] answer) {
    JsonNode json = JsonFields.lenient(answer);
    return JsonFields.bytes(JsonFields.object().put("input_tokens", json.path("count").asLong()));
  }
}
