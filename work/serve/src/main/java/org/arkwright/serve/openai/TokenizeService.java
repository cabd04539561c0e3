package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import org.arkwright.serve.runtime.ModelEndedException;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.TextModel;

/**
 * Tells the tokens of a prompt without reading it, in the form of vLLM, which OpenAI's API has none
 * for.
 *
 * @param model whose tokens they are
 */
record TokenizeService(TextModel model) implements HttpService {
  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                aggregated -> answer(aggregated.content().array()),
                context.blockingTaskExecutor()));
  }

  private HttpResponse answer(byte[] body) {
    try {
      RequestFields fields = RequestFields.parse(body);
      int[] ids = model.prepare(prompt(fields)).ids();
      ObjectNode json =
          JsonNodeFactory.instance
              .objectNode()
              .put("count", ids.length)
              .put("max_model_len", model.contextTokens());
      ArrayNode tokens = json.putArray("tokens");
      for (int id : ids) {
        tokens.add(id);
      }
      return JsonAnswers.ok(json);
    } catch (RequestException e) {
      return JsonAnswers.failure(e.error());
    } catch (PromptException e) {
      return JsonAnswers.failure(ApiError.invalid(e.field(), String.valueOf(e.getMessage())));
    } catch (ModelEndedException e) {
      return TextService.failed(e);
    }
  }

  private static Prompt prompt(RequestFields fields) throws RequestException {
    if (fields.get("prompt").isPresent()) {
      return new Prompt.Text(fields.text("prompt"));
    }
    List<Prompt.Message> messages = ChatMessages.read(fields);
    return new Prompt.Chat(messages, ChatTools.read(fields).told());
  }
}
