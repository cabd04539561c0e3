package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ToolChoiceFunction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client makes responses with a real replica of a tiny model. */
final class OpenAiResponsesTest {
  @TempDir static Path models;
  private static RealReplica text;
  @TempDir Path spool;
  private GatewayHarness harness;
  private OpenAIClient client;

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
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(harness.uri("/v1").toString())
            .apiKey(GatewayHarness.KEY)
            .maxRetries(0)
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    harness.close();
  }

  private static ResponseCreateParams.Builder hello() {
    return ResponseCreateParams.builder()
        .model("chat")
        .instructions("be brief")
        .input("hello")
        .temperature(0)
        .maxOutputTokens(8);
  }

  private Response streamed(ResponseCreateParams asked) {
    ResponseAccumulator streamed = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(asked)) {
      events.stream().forEach(streamed::accumulate);
    }
    return streamed.response();
  }

  private static String textOf(Response response) {
    return response.output().getLast().asMessage().content().getFirst().asOutputText().text();
  }

  @Test
  void response_wholeAndStreamed_isTheSame() throws Exception {
    Response whole = client.responses().create(hello().build());
    Response streamed = streamed(hello().build());

    assertThat(whole.status()).contains(ResponseStatus.INCOMPLETE);
    assertThat(textOf(streamed)).isEqualTo(textOf(whole)).isNotEmpty();
    assertThat(streamed.usage().orElseThrow().outputTokens()).isEqualTo(8);
    assertThat(harness.awaitRecorded(2))
        .allMatch(one -> one.counted() && one.tokens().completion() == 8);
  }

  @Test
  void conversation_goesOn_isShown_andIsForgotten() {
    Response first = client.responses().create(hello().build());
    Response second = client.responses().create(hello().previousResponseId(first.id()).build());

    assertThat(second.usage().orElseThrow().inputTokens())
        .isGreaterThan(first.usage().orElseThrow().inputTokens());
    assertThat(textOf(client.responses().retrieve(first.id()))).isEqualTo(textOf(first));
    assertThat(client.responses().inputItems().list(first.id()).items()).hasSize(1);
    client.responses().delete(first.id());
    assertThatThrownBy(() -> client.responses().retrieve(first.id()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(first.id());
    // What goes on from it has the whole conversation.
    client.responses().create(hello().previousResponseId(second.id()).build());
  }

  private static ResponseCreateParams.Builder light() {
    return hello()
        .maxOutputTokens(200)
        .addTool(
            FunctionTool.builder()
                .name("light")
                .strict(false)
                .parameters(
                    FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                            "properties", JsonValue.from(Map.of("on", Map.of("type", "boolean"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("on")))
                        .build())
                .build())
        .toolChoice(ToolChoiceFunction.builder().name("light").build());
  }

  @Test
  void function_isCalled_wholeAndStreamed_andItsResultIsRead() {
    for (Response answer :
        List.of(client.responses().create(light().build()), streamed(light().build()))) {
      ResponseFunctionToolCall call = answer.output().getLast().asFunctionCall();
      assertThat(call.name()).isEqualTo("light");
      assertThat(call.arguments()).matches("(?s)\\{\\s*\"on\":\\s*(true|false)\\s*}");
      Response after =
          client
              .responses()
              .create(
                  hello()
                      .previousResponseId(answer.id())
                      .inputOfResponse(
                          List.of(
                              ResponseInputItem.ofFunctionCallOutput(
                                  ResponseInputItem.FunctionCallOutput.builder()
                                      .callId(call.callId())
                                      .output("done")
                                      .build())))
                      .build());
      assertThat(after.usage().orElseThrow().outputTokens()).isPositive();
    }
  }

  @Test
  void refusals_areTheClientsOwnExceptions() {
    assertThatThrownBy(() -> client.responses().create(hello().background(true).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("background: true is not supported");
    assertThatThrownBy(() -> client.responses().create(hello().model("no").build()))
        .isInstanceOf(NotFoundException.class);
  }
}
