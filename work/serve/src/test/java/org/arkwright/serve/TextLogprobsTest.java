package org.arkwright.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How likely the tokens of an answer were, as clients are told. */
final class TextLogprobsTest {
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

  private static String chat(String fields) {
    return """
    {"messages":[{"role":"user","content":"hello"}],"temperature":0,"max_tokens":24%s}\
    """
        .formatted(fields);
  }

  private static byte[] bytes(JsonNode tokens) {
    byte[] bytes = new byte[tokens.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) tokens.get(i).at("/bytes/0").asInt();
    }
    return bytes;
  }

  @Test
  void chat_greedy_eachTokenIsTheLikeliest_andTheBytesAreTheText() throws Exception {
    JsonNode choice = replica.chat(chat(",\"logprobs\":true,\"top_logprobs\":3")).at("/choices/0");
    JsonNode tokens = choice.at("/logprobs/content");
    assertThat(tokens).hasSize(24);
    for (JsonNode token : tokens) {
      assertThat(token.path("top_logprobs")).hasSize(3);
      assertThat(token.at("/top_logprobs/0/bytes")).isEqualTo(token.path("bytes"));
      assertThat(token.at("/top_logprobs/0/logprob")).isEqualTo(token.path("logprob"));
      assertThat(token.at("/top_logprobs/1/logprob").asDouble())
          .isLessThanOrEqualTo(token.path("logprob").asDouble());
      assertThat(token.path("logprob").asDouble()).isNegative().isGreaterThan(-9);
    }
    assertThat(new String(bytes(tokens), StandardCharsets.UTF_8))
        .isEqualTo(choice.at("/message/content").asText());
  }

  @Test
  void chat_streamed_hasTheSameTokens_withTheirText() throws Exception {
    String fields = ",\"logprobs\":true,\"top_logprobs\":1";
    JsonNode whole = replica.chat(chat(fields)).at("/choices/0/logprobs/content");
    List<JsonNode> tokens = new ArrayList<>();
    for (JsonNode message :
        replica.stream("/v1/chat/completions", chat(fields + ",\"stream\":true"))) {
      message.at("/choices/0/logprobs/content").forEach(tokens::add);
    }
    assertThat(tokens).isEqualTo(new ArrayList<>(whole.valueStream().toList()));
  }

  @Test
  void logprobs_areTheModels_whateverTemperatureBiasAndPenaltiesAre() throws Exception {
    String asked = ",\"logprobs\":true";
    JsonNode plain = replica.chat(chat(asked)).at("/choices/0/logprobs/content/0");
    JsonNode other =
        replica
            .chat(chat(asked + ",\"logit_bias\":{\"68\":30},\"presence_penalty\":2"))
            .at("/choices/0/logprobs/content");
    assertThat(other.get(0).path("bytes")).isNotEqualTo(plain.path("bytes"));
    assertThat(other.get(0).path("logprob").asDouble())
        .isLessThanOrEqualTo(plain.path("logprob").asDouble());
    JsonNode drawn =
        replica
            .chat(chat(asked + ",\"top_logprobs\":1,\"temperature\":2,\"seed\":3"))
            .at("/choices/0/logprobs/content/0/top_logprobs/0");
    assertThat(drawn.path("logprob").asDouble())
        .isCloseTo(plain.path("logprob").asDouble(), within(1e-6));
  }

  @Test
  void completion_hasTokensOffsetsAndTheLikeliestByName() throws Exception {
    JsonNode choice =
        replica
            .completion("{\"prompt\":\"abc\",\"temperature\":0,\"max_tokens\":12,\"logprobs\":2}")
            .at("/choices/0");
    JsonNode logprobs = choice.path("logprobs");
    assertThat(logprobs.path("tokens")).hasSize(12);
    assertThat(logprobs.path("token_logprobs")).hasSize(12);
    String text = choice.path("text").asText();
    int last = -1;
    for (int i = 0; i < 12; i++) {
      String token = logprobs.path("tokens").get(i).asText();
      JsonNode likeliest = logprobs.path("top_logprobs").get(i);
      assertThat(likeliest).hasSize(2);
      assertThat(likeliest.path(token)).isEqualTo(logprobs.path("token_logprobs").get(i));
      int offset = logprobs.path("text_offset").get(i).asInt();
      assertThat(offset).isGreaterThanOrEqualTo(last);
      last = offset;
      if (!token.startsWith("bytes:")) {
        assertThat(text.codePoints().toArray()[offset]).isEqualTo(token.codePointAt(0));
      }
    }
  }

  @Test
  void stopString_endsTheTokensWithTheText() throws Exception {
    String text = replica.chat(chat("")).at("/choices/0/message/content").asText();
    int at = (int) text.codePoints().skip(2).takeWhile(letter -> letter >= 128).count() + 2;
    String stop = Character.toString(text.codePoints().skip(at).findFirst().orElseThrow());
    JsonNode choice =
        replica
            .chat(
                chat(
                    ",\"logprobs\":true,\"stop\":"
                        + TinyReplica.JSON.writeValueAsString(List.of(stop + "never", stop))))
            .at("/choices/0");
    assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
    assertThat(new String(bytes(choice.at("/logprobs/content")), StandardCharsets.UTF_8))
        .isEqualTo(choice.at("/message/content").asText());
  }

  @Test
  void whatAsksForNothing_isNoLogprobs() throws Exception {
    for (String fields :
        List.of("", ",\"logprobs\":false", ",\"logprobs\":null,\"top_logprobs\":0")) {
      assertThat(replica.chat(chat(fields)).at("/choices/0/logprobs").isNull()).isTrue();
    }
    assertThat(
            replica
                .completion("{\"prompt\":\"abc\",\"max_tokens\":2,\"logprobs\":0}")
                .at("/choices/0/logprobs")
                .isNull())
        .isTrue();
  }

  @Test
  void numbersThatAreNone_areRefusedByName() throws Exception {
    assertThat(replica.post("/v1/chat/completions", chat(",\"top_logprobs\":2")).body())
        .contains("\"param\":\"top_logprobs\"");
    assertThat(
            replica
                .post("/v1/chat/completions", chat(",\"logprobs\":true,\"top_logprobs\":21"))
                .body())
        .contains("0 to 20");
    assertThat(replica.post("/v1/completions", "{\"prompt\":\"a\",\"logprobs\":6}").body())
        .contains("0 to 5");
  }
}
