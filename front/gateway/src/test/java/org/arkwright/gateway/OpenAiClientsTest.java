package org.arkwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.gateway.key.KeyLimits;
import org.arkwright.gateway.route.Backend;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.ServeMain;
import org.arkwright.serve.ServeOptions;
import org.arkwright.serve.openai.ReplicaServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's own clients against the gateway with real replicas: a tiny model and a sentence encoder.
 */
final class OpenAiClientsTest {
  private static final String TOKEN = "inner";
  @TempDir static Path models;
  private static ReplicaServer text;
  private static ReplicaServer encoder;
  @TempDir Path spool;
  private GatewayHarness harness;
  private OpenAIClient client;

  @BeforeAll
  static void startReplicas() throws IOException {
    text = replica(new TinyGguf(2, 64, 1_024, true).writeInto(models.resolve("tiny")), "tiny");
    Path folder = Files.createDirectories(models.resolve("minilm"));
    copy("/all-minilm-l6-v2-q.onnx", folder.resolve("model.onnx"));
    copy("/all-minilm-l6-v2-q-tokenizer.json", folder.resolve("tokenizer.json"));
    encoder = replica(folder, "minilm");
  }

  private static ReplicaServer replica(Path model, String name) throws IOException {
    return ServeMain.serve(
        ServeOptions.parse(
            List.of("--model", model.toString(), "--name", name, "--threads", "1"),
            Map.of("ARKWRIGHT_REPLICA_TOKEN", TOKEN)));
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
    harness.routes(Map.of("chat", backend(text, "tiny"), "embed", backend(encoder, "minilm")));
    client = client(GatewayHarness.KEY);
  }

  private static Backend backend(ReplicaServer replica, String name) {
    return new Backend(
        name, URI.create("http://127.0.0.1:" + replica.port()), Optional.of(TOKEN), name);
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
    String python = Optional.ofNullable(System.getenv("ARKWRIGHT_TEST_PYTHON")).orElse("python3");
    Assumptions.assumeTrue(
        succeeds(python, "-c", "import openai"),
        python + " has no openai; set ARKWRIGHT_TEST_PYTHON to one that has");
    assertThat(run("client.py", Map.of(), python)).isEqualTo("ok");
  }

  @Tag("openai-node")
  @Test
  void nodeClient_whereInstalled() throws Exception {
    String modules = Optional.ofNullable(System.getenv("NODE_PATH")).orElse("");
    Assumptions.assumeTrue(
        Files.isDirectory(Path.of(modules, "openai")) && succeeds("node", "--version"),
        "no node with openai; set NODE_PATH to a node_modules that has it");
    assertThat(run("client.mjs", Map.of("NODE_PATH", modules), "node")).isEqualTo("ok");
  }

  private String run(String script, Map<String, String> environment, String interpreter)
      throws Exception {
    Path file = spool.resolve(script);
    copy("/org/arkwright/gateway/" + script, file);
    return output(
        environment,
        interpreter,
        file.toString(),
        harness.uri("/v1").toString(),
        GatewayHarness.KEY);
  }

  private boolean succeeds(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(new File("/dev/null"))
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  private static String output(Map<String, String> environment, String... command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output.strip();
  }
}
