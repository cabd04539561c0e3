package org.arkwright.gateway.anthropic;

import org.arkwright.gateway.dialect.AnswerForm;
import org.arkwright.gateway.dialect.Dialect;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.openai.RequestBody;

/** Anthropic's messages, and the count of a request's tokens, as chats. */
public final class MessagesDialect implements Dialect {
  private static final String COUNT = "/count_tokens";

  @Override
  public Reading read(byte[] body, String path) {
    try {
      JsonFields fields = JsonFields.parse(body);
      boolean counts = path.endsWith(COUNT);
      byte[] chat =
          JsonFields.bytes(
              counts ? MessagesRequest.toCount(fields) : MessagesRequest.toAnswer(fields));
      AnswerForm form = counts ? new TokenCountForm() : new MessageForm(fields.text("model"));
      return switch (RequestBody.read(chat)) {
        case RequestBody.Reading.Read(RequestBody read) ->
            new Reading.Read(read, counts ? "/tokenize" : "/v1/chat/completions", form);
        case RequestBody.Reading.Refused(GatewayError error) -> new Reading.Refused(error);
      };
    } catch (InvalidRequestException e) {
      return new Reading.Refused(GatewayError.invalid(e.problem()));
    }
  }
}
