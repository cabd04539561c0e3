package org.arkwright.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.arkwright.control.UnavailableException;
import org.arkwright.journal.JournalReader;
import org.arkwright.projection.JobHistory;
import org.junit.jupiter.api.Test;

/** That the history is not asked before it has reached what clients were told. */
@SuppressWarnings("FutureReturnValueIgnored") // The fake hands it to who calls.
final class CaughtUpHistoryTest {
  private final List<String> calls = new ArrayList<>();
  private final CompletableFuture<Void> reached = new CompletableFuture<>();
  private final CaughtUpHistory history =
      new CaughtUpHistory(
          fake(JournalReader.class, _ -> 41L),
          fake(
              JobHistory.class,
              number -> {
                calls.add("reach " + number);
                return reached;
              }),
          Runnable::run);

  /** What a fake answers to the first argument of a call. */
  @FunctionalInterface
  private interface Answer {
    Object to(Object argument);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, _, arguments) -> answer.to(arguments == null ? "" : arguments[0])));
  }

  private String query() {
    calls.add("query");
    return "answer";
  }

  @Test
  void question_waitsForWhatIsDurable() {
    CompletableFuture<String> answer = history.ask(this::query);
    assertThat(answer).isNotDone();
    assertThat(calls).containsExactly("reach 41");
    reached.complete(null);
    assertThat(answer).isCompletedWithValue("answer");
    assertThat(calls).containsExactly("reach 41", "query");
  }

  @Test
  void historyThatIsFarBehind_isNotAsked() {
    reached.completeExceptionally(new UnavailableException("it takes long", null));
    assertThatThrownBy(() -> history.ask(this::query).join())
        .hasCauseInstanceOf(UnavailableException.class);
    assertThat(calls).containsExactly("reach 41");
  }
}
