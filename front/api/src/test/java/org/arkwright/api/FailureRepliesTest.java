package org.arkwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpStatus;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.model.Refusal;
import org.arkwright.model.ShownValue;
import org.arkwright.spec.SpecProblem;
import org.junit.jupiter.api.Test;

/** What clients are told of failures on this side. */
final class FailureRepliesTest {
  @Test
  void fileThatTheStoreHasLost_isNamed_withWhatToDo() {
    ProblemReply reply =
        FailureReplies.reply(
            new CompletionException(
                new UncheckedIOException(
                    new ArtifactException("the store has lost the file abc: import it again"))));
    assertThat(reply.status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    assertThat(reply.name()).isEqualTo("store");
    assertThat(reply.detail()).contains("the file abc", "import it again");
    assertThat(reply.advice()).contains("backup");
  }

  @Test
  void valueOfAnyLength_isShownByItsBeginning_andHowLongItIs() {
    String value = "v".repeat(1_000_000);
    for (ProblemReply reply :
        List.of(
            ProblemReply.notFound("job", value),
            ProblemReply.of(new Refusal(Refusal.Code.CONFLICT, value, "another", "Try it.")),
            ProblemReply.of(
                List.of(
                    new SpecProblem(
                        1, 1, "name", value, "a name", "name is '" + value + "', a name"))))) {
      assertThat(reply.offending()).endsWith("v… (1000000 characters)").hasSizeLessThan(250);
      assertThat(reply.detail()).contains("v… (1000000 characters)'").hasSizeLessThan(300);
    }
    String nameless = "a source '%s' that no member repeats".formatted(value);
    assertThat(ProblemReply.of(HttpStatus.BAD_REQUEST, "invalid", nameless, "").detail())
        .startsWith("a source 'vvv")
        .hasSizeLessThan(9_000);
  }

  @Test
  void shortValue_isShownWhole_andNoCharacterIsCutInHalf() {
    String whole = "v".repeat(ShownValue.VALUE_MAX);
    assertThat(ProblemReply.notFound("job", whole).offending()).isEqualTo(whole);
    String split = "v".repeat(ShownValue.VALUE_MAX - 1) + "\uD83D\uDE80".repeat(40);
    assertThat(ProblemReply.notFound("job", split).offending())
        .startsWith("vv")
        .doesNotContain("\uD83D");
  }

  @Test
  void bug_isNotDisclosed() {
    ProblemReply reply = FailureReplies.reply(new IllegalStateException("of no use to anybody"));
    assertThat(reply.status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    assertThat(reply.name()).isEqualTo("internal");
    assertThat(reply.detail() + reply.advice()).doesNotContain("of no use");
    assertThat(reply.advice()).contains("server.log");
  }
}
