package org.arkwright.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.arkwright.model.id.ProjectName;
import org.junit.jupiter.api.Test;

/** What is counted for whoever watches: only what was taken, and by kind. */
final class CountingSinkTest {
  private final CompletableFuture<Void> taken = new CompletableFuture<>();
  private final CountingSink sink = new CountingSink((_, _, _) -> taken);

  @Test
  void requests_areSummedByProjectModelAndStatus_inOrder() {
    var _ = taken.complete(null);
    var _ =
        sink.take(
            "spool",
            1,
            List.of(
                request("b", "chat", 200, 5, 7),
                request("a", "chat", 499, 1, 0),
                request("b", "chat", 200, 10, 20)));
    var _ = sink.take("spool", 2, List.of(request("b", "chat", 0, 0, 0)));

    assertThat(counted())
        .containsExactly("a chat 499: 1 1 0", "b chat 0: 1 0 0", "b chat 200: 2 15 27");
  }

  @Test
  void requestsThatAreNotTaken_areNotCounted() {
    CompletableFuture<?> result = sink.take("spool", 1, List.of(request("a", "chat", 200, 5, 7)));
    assertThat(result).isNotDone();
    assertThat(counted()).isEmpty();

    var _ = taken.completeExceptionally(new IllegalStateException("the disk is full"));

    assertThat(result).isCompletedExceptionally();
    assertThat(counted()).isEmpty();
  }

  private List<String> counted() {
    List<String> lines = new ArrayList<>();
    sink.each((kind, sum) ->
        lines.add(
            "%s %s %d: %d %d %d"
                .formatted(
                    kind.project().value(),
                    kind.model(),
                    kind.status(),
                    sum.requests(),
                    sum.tokensIn(),
                    sum.tokensOut())));
    return lines;
  }

  private static FinishedRequest request(
      String project, String model, int status, long prompt, long completion) {
    return new FinishedRequest(
        new ProjectName(project),
        "key",
        model,
        "replica",
        new TokenCount(prompt, completion),
        TokenBasis.COUNTED,
        status,
        1,
        1);
  }
}
