package org.arkwright.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.arkwright.cli.FakeGateway;
import org.arkwright.cli.api.ApiAddress;
import org.arkwright.cli.api.ApiClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ConversationTest {
  @TempDir private Path home;
  private FakeGateway gateway;
  private Conversation conversation;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
    Files.writeString(home.resolve("chat-default.key"), "k");
    // The home has a key already, so that nobody asks for one.
    ApiClient nobody =
        new ApiClient(() -> new ApiAddress(URI.create(gateway.url()), Optional.empty()));
    conversation =
        new Conversation(
            new ModelsApi(URI.create(gateway.url()), new ChatKey(nobody, home, "default")),
            "m",
            JsonNodeFactory.instance.objectNode());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void answerThatIsStopped_endsAtOnce_andWhatCameIsKept() throws IOException {
    gateway.then(exchange -> FakeGateway.begin(exchange, "one")).then("two");
    Answer answer = conversation.ask("q", _ -> Thread.ofVirtual().start(() -> conversation.stop()));
    assertThat(answer.text()).isEqualTo("one");
    assertThat(answer.end()).isEqualTo(Answer.End.STOPPED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    assertThat(conversation.ask("r", _ -> {}).end()).isEqualTo(Answer.End.COMPLETE);
    assertThat(conversation.messages()).hasSize(4);
  }

  @Test
  void questionThatIsStoppedBeforeAnyAnswer_isForgotten() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    gateway.then(exchange -> {
      conversation.stop();
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    });
    try {
      assertThat(conversation.ask("q", _ -> {}).end()).isEqualTo(Answer.End.STOPPED);
    } finally {
      end.countDown();
    }
    assertThat(conversation.messages()).isEmpty();
  }

  @Test
  void stop_whileNothingIsAsked_stopsNothing() throws IOException {
    conversation.stop();
    gateway.then("one");
    assertThat(conversation.ask("q", _ -> {}).end()).isEqualTo(Answer.End.COMPLETE);
  }
}
