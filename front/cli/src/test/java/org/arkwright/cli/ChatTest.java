package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  private final FakeApi api = new FakeApi();
  private FakeGateway gateway;
  private CommandShell shell;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeGateway();
    api.on("GET /server", 200, "{\"gateway\":\"%s\"}".formatted(gateway.url()));
    api.on("POST /keys", 200, "{\"key\":\"k\"}");
    shell =
        CommandShell.at(api).in(folder).with("ARKWRIGHT_HOME", folder.resolve("home").toString());
  }

  @AfterEach
  void stop() {
    gateway.close();
    api.close();
  }

  @Test
  void conversation_keepsWhatWasSaid_andTellsTokensSpeedAndCost() throws IOException {
    gateway.then("Hello").then("Fine");
    assertThat(shell.atTerminal("hi\n\nhow are you\n").run("chat", "m", "--system", "Be kind."))
        .isZero();
    assertThat(shell.out()).isEqualTo("Hello\nFine\n");
    assertThat(shell.err()).contains("4 tokens", "prompt 9 (6 known)", "0.000012 EUR");
    assertThat(messages(1))
        .containsExactly("system: Be kind.", "user: hi", "assistant: Hello", "user: how are you");
  }

  @Test
  void refusedQuestion_isNotKept_andTheConversationGoesOn() throws IOException {
    gateway
        .then(exchange -> FakeApi.send(exchange, 400, "{\"error\":{\"message\":\"too long\"}}"))
        .then("yes");
    assertThat(shell.atTerminal("long\nshort\n").run("chat", "m")).isZero();
    assertThat(shell.err()).contains("too long");
    assertThat(messages(1)).containsExactly("user: short");
  }

  @Test
  void retry_asksTheLastQuestionAgain_inPlaceOfItsAnswer() throws IOException {
    gateway.then("a").then("b");
    shell.atTerminal("/retry\nq\n/retry\n").run("chat", "m");
    assertThat(shell.err()).contains("there is no question to ask again");
    assertThat(messages(1)).containsExactly("user: q");
    assertThat(shell.out()).isEqualTo("a\nb\n");
  }

  @Test
  void clear_forgetsAllButTheInstruction_whichCanBeReplaced() throws IOException {
    gateway.then("a").then("b").then("c");
    shell
        .atTerminal("q\n/clear\nr\n/clear\n/system\n//s\n/quit\nnever\n")
        .run("chat", "m", "--system", "Be kind.");
    assertThat(messages(1)).containsExactly("system: Be kind.", "user: r");
    assertThat(messages(2)).containsExactly("user: /s");
    assertThat(gateway.bodies()).hasSize(3);
  }

  @Test
  void unknownCommand_isNoQuestion() {
    assertThat(shell.atTerminal("/sytem x\n/file\n/help\n").run("chat", "m")).isZero();
    assertThat(shell.err()).contains("no '/sytem'", "/file needs", "forget the conversation");
    assertThat(gateway.bodies()).isEmpty();
  }

  @Test
  void attachedFile_goesWithTheNextQuestion_only() throws IOException {
    Files.writeString(folder.resolve("a.md"), "text with ``` in it\n");
    gateway.then("a").then("b");
    shell.atTerminal("/file none.md\n/file a.md\nwhat is it?\nand now?\n").run("chat", "m");
    assertThat(shell.err()).contains("none.md: no such file");
    assertThat(messages(0))
        .containsExactly("user: a.md:\n````\ntext with ``` in it\n````\n\nwhat is it?");
    assertThat(messages(1)).last().isEqualTo("user: and now?");
  }

  @Test
  void fileThatIsNoText_isRefusedBeforeAnythingIsAsked() throws IOException {
    Files.write(folder.resolve("a.bin"), new byte[] {0, 1, 2});
    Files.write(folder.resolve("b.bin"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Files.write(folder.resolve("c.txt"), new byte[(1 << 20) + 1]);
    for (String name : List.of("a.bin", "b.bin", "c.txt", ".", "none")) {
      assertThat(shell.run("chat", "m", "-q", "x", "--file", name)).as(name).isEqualTo(2);
    }
    assertThat(gateway.bodies()).isEmpty();
  }

  @Test
  void savedConversation_goesOnWithResume() throws IOException {
    gateway.then("a").then("b");
    shell.atTerminal("q\n/save talk.json\n").run("chat", "m");
    assertThat(shell.run("chat", "m", "-q", "r", "--resume", "talk.json")).isZero();
    assertThat(messages(1)).containsExactly("user: q", "assistant: a", "user: r");

    Files.writeString(folder.resolve("other.json"), "{\"messages\":[{\"role\":\"king\"}]}");
    Files.writeString(folder.resolve("none.json"), "[]");
    for (String name : List.of("other.json", "none.json", "missing.json")) {
      assertThat(shell.run("chat", "m", "-q", "r", "--resume", name)).as(name).isEqualTo(2);
    }
  }

  @Test
  void oneQuestion_asData_tellsWhatTheAnswerTook() throws IOException {
    gateway.then("Hello");
    assertThat(shell.run("chat", "m", "-q", "hi", "-o", "json")).isZero();
    JsonNode data = JSON.readTree(shell.out());
    assertThat(data.path("answer").asText()).isEqualTo("Hello");
    assertThat(data.path("end").asText()).isEqualTo("complete");
    assertThat(data.path("completionTokens").asInt()).isEqualTo(4);
    assertThat(data.path("cachedTokens").asInt()).isEqualTo(6);
    assertThat(data.path("cost").asText()).isEqualTo("0.000012 EUR");
    assertThat(data.path("seconds").isNumber()).isTrue();
  }

  /** The messages of a request, as {@code role: content}. */
  private List<String> messages(int request) throws IOException {
    JsonNode messages = JSON.readTree(gateway.bodies().get(request)).path("messages");
    return StreamSupport.stream(messages.spliterator(), false)
        .map(one -> one.path("role").asText() + ": " + one.path("content").asText())
        .toList();
  }
}
