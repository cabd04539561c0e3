package org.arkwright.api;

import com.linecorp.armeria.common.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.model.Command;

/** Submits the commands of requests and builds the responses. */
public final class CommandReplies {
  private CommandReplies() {}

  /** Submits a command; responds with its refusal or, once it is durable, with {@code then}. */
  public static CompletableFuture<HttpResponse> submit(
      ApiRequest request,
      ControlPlane control,
      Command command,
      Supplier<CompletableFuture<HttpResponse>> then) {
    return control
        .submit(request.asking(command))
        .thenCompose(answer ->
            switch (answer) {
              case Answer.Refused(var refusal) ->
                  ApiReplies.done(ProblemReply.of(refusal).response());
              case Answer.Done _, Answer.Repeated _, Answer.PipelineRepeated _ -> then.get();
            });
  }
}
