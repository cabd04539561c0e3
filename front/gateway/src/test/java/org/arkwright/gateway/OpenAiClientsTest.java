package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.arkwright.gateway.key.KeyLimits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's own clients against the gateway with real replicas: a tiny model and a sentence encoder.
 */
final class OpenAiClientsTest {
  @TempDir static Path models;
  private static RealReplica text;
  private static RealReplica encoder;
  @TempDir Path spool;
  private GatewayHarness harness;
  private OpenAIClient client;

  @BeforeAll
  static void startReplicas() throws IOException {
    text = RealReplica.tiny(models);
    Path folder = Files.createDirectories(models.resolve("minilm"));
    copy("/all-minilm-l6-v2-q.onnx", folder.resolve("model.onnx"));
    copy("/all-minilm-l6-v2-q-tokenizer.json", folder.resolve("tokenizer.json"));
    encoder = RealReplica.of(folder, "minilm");
  }

  private static void copy(String resource, Path to) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OpenAiClientsTest.class.getResourceAsStream(resource))) {
      Files.copy(in, to);
    }
  }

  @AfterAll
  static void stopReplicas() {
    text.close();
    encoder.close();
  }

  @BeforeEach
  void start() throws IOException {
    harness = new GatewayHarness(spool);
    harness.routes(Map.of("chat", text.backend(), "embed", encoder.backend()));
    client = client(GatewayHarness.KEY);
  }

  private OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(harness.uri("/v1").toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  @AfterEach
  void stop() {
    client.close();
    harness.close();
  }

  @SuppressWarnings("deprecation") // Deprecated by OpenAI, yet most programs use it.
  private static ChatCompletionCreateParams.Builder hello() {
    return ChatCompletionCreateParams.builder()
        .model("chat")
        .addUserMessage("hello")
        .maxTokens(5)
        .seed(1);
  }

  @Test
  void models_areTheProjects() {
    assertThat(client.models().list().data().stream().map(model -> model.id()))
        .containsExactly("chat", "embed");
  }

  @Test
  void chat_wholeAndStreamed_haveTheSameTextAndCount() throws Exception {
    ChatCompletion whole = client.chat().completions().create(hello().build());
    ChatCompletionAccumulator streamed = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client
            .chat()
            .completions()
            .createStreaming(
                hello()
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      chunks.stream().forEach(streamed::accumulate);
    }

    ChatCompletion.Choice choice = whole.choices().getFirst();
    assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(streamed.chatCompletion().choices().getFirst().message().content())
        .isEqualTo(choice.message().content());
    assertThat(streamed.chatCompletion().usage()).isEqualTo(whole.usage());
    assertThat(harness.awaitRecorded(2))
        .hasSize(2)
        .allMatch(one -> one.counted() && one.tokens().completion() == 5);
  }

  @Test
  void chat_twoChoices() {
    ChatCompletion answer =
        client.chat().completions().create(hello().n(2).temperature(0.5).build());

    assertThat(answer.choices()).hasSize(2);
  }

  @Test
  void chat_saysHowLikelyItsTokensWere() throws Exception {
    ChatCompletionCreateParams asked = hello().logprobs(true).topLogprobs(2).build();
    ChatCompletion whole = client.chat().completions().create(asked);
    ChatCompletionAccumulator streamed = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(asked)) {
      chunks.stream().forEach(streamed::accumulate);
    }

    var tokens = whole.choices().getFirst().logprobs().orElseThrow().content().orElseThrow();
    assertThat(tokens).hasSize(5).allMatch(token -> token.topLogprobs().size() == 2);
    assertThat(
            streamed
                .chatCompletion()
                .choices()
                .getFirst()
                .logprobs()
                .orElseThrow()
                .content()
                .orElseThrow())
        .hasSize(5);
  }

  @Test
  void chat_callsAFunction_wholeAndStreamed() throws Exception {
    ChatCompletionCreateParams asked =
        hello()
            .maxCompletionTokens(200)
            .temperature(0)
            .addTool(
                ChatCompletionFunctionTool.builder()
                    .function(
                        FunctionDefinition.builder()
                            .name("light")
                            .parameters(
                                FunctionParameters.builder()
                                    .putAdditionalProperty("type", JsonValue.from("object"))
                                    .putAdditionalProperty(
                                        "properties",
                                        JsonValue.from(Map.of("on", Map.of("type", "boolean"))))
                                    .putAdditionalProperty(
                                        "required", JsonValue.from(List.of("on")))
                                    .build())
                            .build())
                    .build())
            .toolChoice(
                ChatCompletionNamedToolChoice.builder()
                    .function(
                        ChatCompletionNamedToolChoice.Function.builder().name("light").build())
                    .build())
            .build();
    ChatCompletion whole = client.chat().completions().create(asked);
    ChatCompletionAccumulator streamed = ChatCompletionAccumulator.create();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(asked)) {
      chunks.stream().forEach(streamed::accumulate);
    }

    for (ChatCompletion answer : List.of(whole, streamed.chatCompletion())) {
      ChatCompletion.Choice choice = answer.choices().getFirst();
      assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
      var call = choice.message().toolCalls().orElseThrow().getFirst().asFunction();
      assertThat(call.id()).startsWith("call_");
      assertThat(call.function().name()).isEqualTo("light");
      assertThat(call.function().arguments()).matches("(?s)\\{\\s*\"on\":\\s*(true|false)\\s*}");
    }
  }

  @Test
  void unsupportedOption_isRefusedByName() {
    assertThatThrownBy(() ->
            client
                .completions()
                .create(
                    CompletionCreateParams.builder()
                        .model("chat")
                        .prompt("abc")
                        .suffix("end")
                        .build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("suffix");
  }

  @Test
  void completions_ofSeveralPrompts_areInOrder() {
    var answer =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model("chat")
                    .promptOfArrayOfTokenArrays(List.of(List.of(70L, 71L), List.of(72L)))
                    .temperature(0)
                    .maxTokens(3)
                    .build());

    assertThat(answer.choices().stream().map(choice -> choice.index())).containsExactly(0L, 1L);
    assertThat(answer.usage().orElseThrow().promptTokensDetails().orElseThrow().cachedTokens())
        .isPresent();
  }

  @Test
  void completions_continueAPrompt() {
    var answer =
        client
            .completions()
            .create(
                CompletionCreateParams.builder()
                    .model("chat")
                    .prompt("abc")
                    .temperature(0)
                    .maxTokens(4)
                    .build());

    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(4);
  }

  @Test
  void embeddings_ofTwoTexts() {
    var answer =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("embed")
                    .inputOfArrayOfStrings(List.of("a dog", "a puppy"))
                    .build());

    assertThat(answer.data()).hasSize(2).allMatch(one -> one.embedding().size() == 384);
  }

  @Test
  void texts_areRankedByAModelOfEmbeddings_andBilled() throws Exception {
    String body =
        """
        {"model":"embed","query":"a small dog","top_n":2,"return_documents":true,
         "documents":["stocks fell today",{"text":"a puppy"},"the dog barks"]}
        """;
    for (String path : List.of("/v1/rerank", "/v2/rerank")) {
      JsonNode answer = new ObjectMapper().readTree(harness.post(path, body).body());
      assertThat(answer.path("model").asText()).isEqualTo("embed");
      assertThat(answer.path("results")).hasSize(2);
      assertThat(answer.at("/results/0/document/text").asText()).isEqualTo("a puppy");
      assertThat(answer.at("/results/0/index").asInt()).isEqualTo(1);
      assertThat(answer.at("/results/0/relevance_score").asDouble())
          .isGreaterThan(answer.at("/results/1/relevance_score").asDouble());
    }
    assertThat(harness.post("/v1/rerank", body.replace("\"a puppy\"", "7")).body())
        .contains("'documents' is {\\\"text\\\":7}, expected an array of 1 to 1000 texts");
    assertThat(harness.post("/v1/rerank", body.replace("embed", "chat")).body())
        .contains("does not answer /v1/rerank");
    assertThat(harness.awaitRecorded(2).getFirst())
        .matches(one -> one.counted() && one.tokens().prompt() > 10);
  }

  @Test
  void modelThatDoesSomethingElse_isSaidToDoIt() {
    assertThatThrownBy(() ->
            client
                .embeddings()
                .create(EmbeddingCreateParams.builder().model("chat").input("a").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("/v1/chat/completions");
    assertThatThrownBy(() -> client.chat().completions().create(hello().model("embed").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("/v1/embeddings");
  }

  @Test
  void refusals_areTheClientsOwnExceptions() {
    assertThatThrownBy(() -> client.chat().completions().create(hello().model("no").build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no");
    assertThatThrownBy(() -> client.chat().completions().create(hello().temperature(3).build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("temperature");
    OpenAIClient unauthorized = client("ak-wrong");
    assertThatThrownBy(() -> unauthorized.models().list())
        .isInstanceOf(UnauthorizedException.class);
    unauthorized.close();
  }

  @Test
  void requestsPerMinute_overTheLimit_areRefused() {
    harness.keys(GatewayHarness.limits(1, 1000));
    client.chat().completions().create(hello().build());

    assertThatThrownBy(() -> client.chat().completions().create(hello().build()))
        .isInstanceOf(RateLimitException.class);
    harness.keys(KeyLimits.NONE);
  }

  @Tag("openai-python")
  @Test
  void pythonClient_whereInstalled() throws Exception {
    assertThat(ForeignClients.python("openai", "client.py", spool, harness, "/v1")).isEqualTo("ok");
  }

  @Tag("openai-node")
  @Test
  void nodeClient_whereInstalled() throws Exception {
    assertThat(ForeignClients.node("openai", "client.mjs", spool, harness, "/v1")).isEqualTo("ok");
  }
}
