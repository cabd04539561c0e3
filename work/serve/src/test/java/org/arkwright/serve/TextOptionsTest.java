package org.arkwright.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts and options of requests for text, as OpenAI's clients send them. */
final class TextOptionsTest {
  @TempDir private static Path folder;
  private static TinyReplica replica;

  @BeforeAll
  static void start() throws Exception {
    replica = new TinyReplica(folder);
  }

  @AfterAll
  static void stop() {
    replica.close();
  }

  private static JsonNode greedy(String fields) throws Exception {
    return replica.completion("{\"temperature\":0,\"max_tokens\":8," + fields + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"stop\":\"\"",
        "\"stop\":null",
        "\"stop\":[\"\"]",
        "\"best_of\":1",
        "\"n\":2,\"best_of\":2",
        "\"logprobs\":0",
        "\"logprobs\":false",
        "\"tools\":[]",
        "\"echo\":false",
        "\"suffix\":\"\"",
        "\"suffix\":null",
        "\"logit_bias\":{}",
        "\"logit_bias\":null",
        "\"tool_choice\":\"none\"",
        "\"temperature\":null,\"top_p\":null,\"n\":null,\"stream\":null,\"stream_options\":null",
        "\"seed\":9223372036854775807",
        "\"seed\":18446744073709551615",
        "\"seed\":-9223372036854775808"
      })
  void whatAsksForNothing_isTaken(String field) throws Exception {
    assertThat(greedy("\"prompt\":\"abc\"," + field).at("/choices/0/finish_reason").asText())
        .isEqualTo("length");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"seed\":18446744073709551616",
        "\"seed\":1.5",
        "\"best_of\":2",
        "\"suffix\":\"x\"",
        "\"logit_bias\":{\"1\":101}",
        "\"logit_bias\":{\"a\":1}",
        "\"logit_bias\":{\"1\":\"2\"}",
        "\"logit_bias\":{\"258\":1}",
        "\"logit_bias\":{\"-1\":1}",
        "\"logit_bias\":[1]"
      })
  void whatIsNoneOrNotDone_isRefusedByName(String field) throws Exception {
    HttpResponse<String> answer =
        replica.post("/v1/completions", "{\"prompt\":\"abc\"," + field + "}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":" + field.substring(0, field.indexOf(':')));
  }

  @Test
  void seedsOf64Bits_areDifferentSeeds() throws Exception {
    String body = "{\"prompt\":\"abc\",\"temperature\":1.5,\"max_tokens\":30,\"seed\":%s}";
    String low = replica.completion(body.formatted("5")).at("/choices/0/text").asText();
    // The same in its lower 32 bits.
    String high = replica.completion(body.formatted("4294967301")).at("/choices/0/text").asText();
    assertThat(high).isNotEqualTo(low);
    assertThat(replica.completion(body.formatted("5")).at("/choices/0/text").asText())
        .isEqualTo(low);
  }

  @Test
  void logitBias_forcesAToken_andForbidsOne() throws Exception {
    JsonNode forced = greedy("\"prompt\":\"abc\",\"logit_bias\":{\"68\":100}");
    String letter = forced.at("/choices/0/text").asText().substring(0, 1);
    assertThat(forced.at("/choices/0/text").asText()).isEqualTo(letter.repeat(8));
    JsonNode forbidden = greedy("\"prompt\":\"abc\",\"logit_bias\":{\"68\":-100}");
    assertThat(forbidden.at("/choices/0/text").asText()).doesNotContain(letter);
  }

  @Test
  void severalPrompts_areAnsweredInOrder_eachAsAlone() throws Exception {
    JsonNode answer = greedy("\"prompt\":[\"abc\",\"a dog is\",\"zzz\"],\"n\":2");
    assertThat(answer.path("choices")).hasSize(6);
    List<String> prompts = List.of("abc", "a dog is", "zzz");
    for (int i = 0; i < 6; i++) {
      JsonNode alone = greedy("\"prompt\":\"%s\"".formatted(prompts.get(i / 2)));
      JsonNode choice = answer.path("choices").get(i);
      assertThat(choice.path("index").asInt()).isEqualTo(i);
      assertThat(choice.path("text")).isEqualTo(alone.at("/choices/0/text"));
    }
    // One token per byte, and the begin token of each prompt, counted once for its choices.
    assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(3 + 8 + 3 + 3);
    assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(6 * 8);
  }

  @Test
  void severalPrompts_streamed_haveTheSameTexts() throws Exception {
    String fields = "\"temperature\":0,\"max_tokens\":8,\"prompt\":[\"abc\",\"zzz\"]";
    JsonNode whole = replica.completion("{" + fields + "}");
    StringBuilder[] texts = {new StringBuilder(), new StringBuilder()};
    for (JsonNode message : replica.stream("/v1/completions", "{" + fields + ",\"stream\":true}")) {
      for (JsonNode choice : message.path("choices")) {
        texts[choice.path("index").asInt()].append(choice.path("text").asText());
      }
    }
    assertThat(texts[0]).hasToString(whole.at("/choices/0/text").asText());
    assertThat(texts[1]).hasToString(whole.at("/choices/1/text").asText());
  }

  @Test
  void promptsOfTokens_areTakenAsTheyAre() throws Exception {
    JsonNode one = greedy("\"prompt\":[256,70,71,72]");
    assertThat(one.at("/usage/prompt_tokens").asInt()).isEqualTo(4);
    JsonNode two = greedy("\"prompt\":[[256,70,71,72],[80]]");
    assertThat(two.path("choices")).hasSize(2);
    assertThat(two.at("/choices/0/text")).isEqualTo(one.at("/choices/0/text"));
    assertThat(two.at("/usage/prompt_tokens").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[258]", "[-1]", "[[1],[9999]]", "[]", "[[]]", "[1.5]", "[1,\"a\"]", "7"})
  void promptsOfNoTokens_areRefused(String prompt) throws Exception {
    HttpResponse<String> answer =
        replica.post("/v1/completions", "{\"prompt\":%s}".formatted(prompt));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"param\":\"prompt\"");
  }

  @Test
  void secondRequest_saysHowMuchOfItsPromptWasKnown() throws Exception {
    String history = "once upon a time ".repeat(8);
    greedy("\"prompt\":\"%s\"".formatted(history));
    JsonNode second = greedy("\"prompt\":\"%sthere was\"".formatted(history));
    assertThat(second.at("/usage/prompt_tokens_details/cached_tokens").asInt())
        .isEqualTo(history.length() + 1);
    JsonNode other = greedy("\"prompt\":\"never said before\"");
    assertThat(other.at("/usage/prompt_tokens_details/cached_tokens").asInt()).isLessThan(2);
  }
}
