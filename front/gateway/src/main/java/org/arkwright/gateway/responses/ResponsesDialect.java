package org.arkwright.gateway.responses;

import java.time.Instant;
import org.arkwright.gateway.dialect.Dialect;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;
import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.openai.RequestBody;

/**
 * One request for a response, as a chat.
 *
 * @param recalled what it refers to
 */
record ResponsesDialect(Recalled recalled, Keeper keeper) implements Dialect {
  @Override
  public Reading read(byte[] body, String path) {
    try {
      ResponsesRequest request = ResponsesRequest.read(JsonFields.parse(body), recalled);
      ResponseView view =
          new ResponseView(request, ResponseId.random(), Instant.now().getEpochSecond());
      ResponseForm form = new ResponseForm(view, request.store() ? keeper : null);
      return switch (RequestBody.read(JsonFields.bytes(request.chat()))) {
        case RequestBody.Reading.Read(RequestBody read) ->
            new Reading.Read(read, "/v1/chat/completions", form);
        case RequestBody.Reading.Refused(GatewayError error) -> new Reading.Refused(error);
      };
    } catch (InvalidRequestException e) {
      return new Reading.Refused(GatewayError.invalid(e.problem()));
    }
  }
}
