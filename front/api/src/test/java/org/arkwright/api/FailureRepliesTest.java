package org.arkwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpStatus;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import org.arkwright.artifact.blob.ArtifactException;
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
  void bug_isNotDisclosed() {
    ProblemReply reply = FailureReplies.reply(new IllegalStateException("of no use to anybody"));
    assertThat(reply.status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
    assertThat(reply.name()).isEqualTo("internal");
    assertThat(reply.detail() + reply.advice()).doesNotContain("of no use");
    assertThat(reply.advice()).contains("server.log");
  }
}
