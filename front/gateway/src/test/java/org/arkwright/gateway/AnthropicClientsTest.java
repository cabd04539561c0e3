package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceTool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.arkwright.gateway.usage.TokenCount;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Anthropic's own clients against the gateway with a real replica of a tiny model. */
final class AnthropicClientsTest {
  @TempDir static Path models;
  private static RealReplica text;
  @TempDir Path spool;
  private GatewayHarness harness;
  private AnthropicClient client;

  @BeforeAll
  static void startReplica() throws IOException {
    text = RealReplica.tiny(models);
  }

  @AfterAll
  static void stopReplica() {
    text.close();
  }

  @BeforeEach
  void start() throws IOException {
    harness = new GatewayHarness(spool);
    harness.routes(Map.of("chat", text.backend()));
    client = client(GatewayHarness.KEY);
  }

  private AnthropicClient client(String key) {
    return AnthropicOkHttpClient.builder()
        .baseUrl(harness.uri("").toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    harness.close();
  }

  private static MessageCreateParams.Builder hello() {
    return MessageCreateParams.builder()
        .model("chat")
        .system("be brief")
        .addUserMessage("hello")
        .putAdditionalBodyProperty("temperature", JsonValue.from(0))
        .maxTokens(8);
  }

  private Message streamed(MessageCreateParams asked) {
    MessageAccumulator streamed = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(asked)) {
      events.stream().forEach(streamed::accumulate);
    }
    return streamed.message();
  }

  @Test
  void message_wholeAndStreamed_isTheSame_andIsBilledAsCounted() throws Exception {
    Message whole = client.messages().create(hello().build());
    Message streamed = streamed(hello().build());

    String text = whole.content().getFirst().asText().text();
    assertThat(text).isNotEmpty();
    assertThat(whole.model().asString()).isEqualTo("chat");
    assertThat(whole.stopReason()).contains(StopReason.MAX_TOKENS);
    assertThat(whole.usage().outputTokens()).isEqualTo(8);
    assertThat(streamed.content().getFirst().asText().text()).isEqualTo(text);
    assertThat(streamed.stopReason()).isEqualTo(whole.stopReason());
    assertThat(streamed.usage().outputTokens()).isEqualTo(8);
    long read = whole.usage().inputTokens() + whole.usage().cacheReadInputTokens().orElse(0L);
    assertThat(streamed.usage().inputTokens() + streamed.usage().cacheReadInputTokens().orElse(0L))
        .isEqualTo(read);
    assertThat(harness.awaitRecorded(2))
        .allMatch(one -> one.counted() && one.tokens().equals(new TokenCount(read, 8)));
  }

  @Test
  void countedTokens_areThoseOfTheMessage_andCostNothing() throws Exception {
    long counted =
        client
            .messages()
            .countTokens(
                MessageCountTokensParams.builder()
                    .model("chat")
                    .system("be brief")
                    .addUserMessage("hello")
                    .build())
            .inputTokens();
    var usage = client.messages().create(hello().build()).usage();

    assertThat(counted)
        .isEqualTo(usage.inputTokens() + usage.cacheReadInputTokens().orElse(0L))
        .isPositive();
    assertThat(harness.awaitRecorded(2).getFirst())
        .matches(one -> one.counted() && one.tokens().equals(TokenCount.ZERO));
  }

  @Test
  void stopSequence_isTold() {
    String text = client.messages().create(hello().build()).content().getFirst().asText().text();
    String stop = text.substring(1, 2);

    for (Message answer :
        List.of(
            client.messages().create(hello().stopSequences(List.of("\u0001", stop)).build()),
            streamed(hello().stopSequences(List.of("\u0001", stop)).build()))) {
      assertThat(answer.stopReason()).contains(StopReason.STOP_SEQUENCE);
      assertThat(answer.stopSequence()).contains(stop);
    }
  }

  private static MessageCreateParams.Builder light() {
    return hello()
        .maxTokens(200)
        .addTool(
            Tool.builder()
                .name("light")
                .description("switches it")
                .inputSchema(
                    Tool.InputSchema.builder()
                        .properties(
                            Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty(
                                    "on", JsonValue.from(Map.of("type", "boolean")))
                                .build())
                        .required(List.of("on"))
                        .build())
                .build())
        .toolChoice(ToolChoiceTool.builder().name("light").build());
  }

  @Test
  void tool_isUsed_wholeAndStreamed_andItsResultIsRead() {
    for (Message answer :
        List.of(client.messages().create(light().build()), streamed(light().build()))) {
      assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
      ToolUseBlock use = answer.content().getLast().asToolUse();
      assertThat(use.name()).isEqualTo("light");
      assertThat(use._input().toString()).matches("\\{on=(true|false)}");
      Message after =
          client
              .messages()
              .create(
                  hello()
                      .addMessage(answer)
                      .addUserMessageOfContentBlockParams(
                          List.of(
                              ContentBlockParam.ofToolResult(
                                  ToolResultBlockParam.builder()
                                      .toolUseId(use.id())
                                      .content("done")
                                      .build())))
                      .build());
      assertThat(after.usage().outputTokens()).isPositive();
    }
  }

  @Test
  void refusals_areTheClientsOwnExceptions() {
    assertThatThrownBy(() -> client.messages().create(hello().model("no").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("'no'")
        .satisfies(e -> {
          AnthropicServiceException error = (AnthropicServiceException) e;
          assertThat(error.type()).contains(ErrorType.NOT_FOUND_ERROR);
          assertThat(error.requestId()).get().asString().startsWith("req-");
        });
    assertThatThrownBy(() ->
            client
                .messages()
                .create(
                    hello().putAdditionalBodyProperty("temperature", JsonValue.from(3)).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("temperature: is 3, expected a number from 0.0 to 1.0");
    AnthropicClient unauthorized = client("ak-wrong");
    assertThatThrownBy(() -> unauthorized.messages().create(hello().build()))
        .isInstanceOf(UnauthorizedException.class);
    unauthorized.close();
  }

  @Test
  void limits_areTold_andOverThemItIsRefused() {
    harness.keys(GatewayHarness.limits(1, 1000));
    try (var answer = client.messages().withRawResponse().create(hello().build())) {
      assertThat(answer.headers().values("anthropic-ratelimit-requests-limit"))
          .containsExactly("1");
      assertThat(answer.headers().values("anthropic-ratelimit-tokens-reset").getFirst())
          .matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }

    assertThatThrownBy(() -> client.messages().create(hello().build()))
        .isInstanceOf(RateLimitException.class);
  }

  @Test
  void models_areTheProjects() {
    assertThat(client.models().list().data().stream().map(model -> model.displayName()))
        .containsExactly("chat");
  }

  @Tag("anthropic-python")
  @Test
  void pythonClient_whereInstalled() throws Exception {
    assertThat(ForeignClients.python("anthropic", "messages.py", spool, harness, ""))
        .isEqualTo("ok");
  }

  @Tag("anthropic-node")
  @Test
  void nodeClient_whereInstalled() throws Exception {
    assertThat(ForeignClients.node("@anthropic-ai/sdk", "messages.mjs", spool, harness, ""))
        .isEqualTo("ok");
  }
}
