package org.arkwright.api;

import com.linecorp.armeria.common.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.model.Command;

/** Commands that requests lead to. */
final class CommandReplies {
  private CommandReplies() {}

  /** Answers with the refusal, if there is one, and else, once it is durable, with what follows. */
  static CompletableFuture<HttpResponse> submit(
      ApiRequest call,
      ControlPlane control,
      Command command,
      Supplier<CompletableFuture<HttpResponse>> then) {
    return control
        .submit(command, call.origin())
        .thenCompose(answer ->
            switch (answer) {
              case Answer.Refused(var refusal) ->
                  JobEndpoints.done(ProblemReply.of(refusal).response());
              case Answer.Done _, Answer.Repeated _ -> then.get();
            });
  }
}
