package org.arkwright.gateway.dialect;

import org.arkwright.gateway.openai.GatewayError;
import org.arkwright.gateway.openai.RequestBody;

/** How the requests of an API reach the models' servers, and how its answers come back. */
@FunctionalInterface
public interface Dialect {
  /** OpenAI's own operations, which are handed on as they are. */
  Dialect AS_IS =
      (body, path) ->
          switch (RequestBody.read(body)) {
            case RequestBody.Reading.Read(RequestBody read) ->
                new Reading.Read(read, path, AnswerForm.AS_IS);
            case RequestBody.Reading.Refused(GatewayError error) -> new Reading.Refused(error);
          };

  /** A request as the model's server gets it, or why there is none. */
  sealed interface Reading {
    /**
     * A request.
     *
     * @param path the operation of the model's server
     * @param form how its answer is told
     */
    record Read(RequestBody body, String path, AnswerForm form) implements Reading {}

    record Refused(GatewayError error) implements Reading {}
  }

  /**
   * Reads a request. Any thread; does not block.
   *
   * @param path the operation that the client asked for
   */
  Reading read(byte[] body, String path);
}
