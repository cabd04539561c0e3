package org.arkwright.gateway.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.SplittableRandom;
import org.arkwright.gateway.usage.TokenCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a request's JSON, and what a backend gets of it. */
final class RequestBodyTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static RequestBody read(String json) {
    return switch (RequestBody.read(json.getBytes(UTF_8))) {
      case RequestBody.Reading.Read(RequestBody body) -> body;
      case RequestBody.Reading.Refused(GatewayError error) ->
          throw new AssertionError(error.message());
    };
  }

  private static String refusal(byte[] bytes) {
    return switch (RequestBody.read(bytes)) {
      case RequestBody.Reading.Read(RequestBody body) ->
          throw new AssertionError("was read as of the model " + body.model());
      case RequestBody.Reading.Refused(GatewayError error) -> {
        assertThat(error.status()).isEqualTo(400);
        yield error.message();
      }
    };
  }

  private static RequestBody chat(String fields) {
    return read("{\"model\":\"m\"" + fields.replace('\'', '"') + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "\"model\"",
        "7",
        "{\"model\":\"m\"",
        "{\"model\":\"m\",}",
        "{\"model\":\"m\"} {}",
        "{\"model\":\"m\"}]",
        "{\"model\":\"m\"}\u0000",
        "{}",
        "{\"model\":7}",
        "{\"model\":null}",
        "{\"model\":[\"m\"]}",
        "{\"model\":{\"a\":1}}",
        "{\"model\":\"m\",\"model\":\"n\"}",
        "{\"model\":\"m\",\"stream_options\":{\"a\":}}",
        "{\"messages\":{\"model\":\"m\"}}",
        "{'model':'m'}",
        "{\"model\":\"m\n\"}",
      })
  void whatIsNoRequest_isRefused_inWords(String text) {
    assertThat(refusal(text.getBytes(UTF_8))).isNotBlank().doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  void wideCharacters_areRefused(String charset) {
    for (String text : List.of("{\"model\":\"m\"}", "[]", "{")) {
      assertThat(refusal(text.getBytes(Charset.forName(charset)))).contains("UTF-8");
    }
  }

  @Test
  void markOfUtf8_isSkipped_andAPartOfItIsNot() {
    assertThat(read("\uFEFF{\"model\":\"m\"}").model()).isEqualTo("m");
    assertThat(new String(read("\uFEFF{\"model\":\"m\"}").forwarded("n"), UTF_8))
        .isEqualTo("{\"model\":\"n\"}");
    assertThat(refusal(new byte[] {(byte) 0xEF, (byte) 0xBB})).contains("JSON");
    assertThat(refusal(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF})).isNotBlank();
    assertThat(refusal(new byte[] {(byte) 0xFF})).contains("JSON");
    assertThat(refusal(new byte[] {'{', (byte) 0xFE})).doesNotContain("UTF-16");
    assertThat(refusal(new byte[] {(byte) 0xFF, '{'})).doesNotContain("UTF-16");
  }

  @Test
  void flags_areReadFromTheTopAlone() {
    RequestBody plain = chat(",'x':{'stream':true,'model':'n','stream_options':{}}");
    assertThat(plain.stream()).isFalse();
    assertThat(plain.model()).isEqualTo("m");
    RequestBody stream = chat(",'stream':true,'stream_options':{'a':[1],'include_usage':true}");
    assertThat(stream.stream()).isTrue();
    assertThat(stream.includeUsage()).isTrue();
    assertThat(chat(",'stream':'true'").stream()).isFalse();
    assertThat(chat(",'stream_options':{'include_usage':1}").includeUsage()).isFalse();
    assertThat(chat(",'stream_options':{'x':{'include_usage':true}}").includeUsage()).isFalse();
    assertThat(chat(",'stream_options':null").includeUsage()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'model':'m'}|{'model':'in\\'ner'}",
        "{ 'a' : [1] , 'model' : 'm' , 'b':2 }|{ 'a' : [1] , 'model' : 'in\\'ner' , 'b':2 }",
        "{'model':'m','stream':false}|{'model':'in\\'ner','stream':false}",
        "{'model':'m','stream':true}|"
            + "{'model':'in\\'ner','stream':true,'stream_options':{'include_usage':true}}",
        "{'stream_options':{'x':1},'stream':true,'model':'m'}|"
            + "{'stream_options':{'include_usage':true},'stream':true,'model':'in\\'ner'}",
        "{'model':'m','stream':true,'stream_options':null}|"
            + "{'model':'in\\'ner','stream':true,'stream_options':{'include_usage':true}}",
        "{'model':'m','stream':true,'stream_options':'text'}|"
            + "{'model':'in\\'ner','stream':true,'stream_options':{'include_usage':true}}",
        "{'stream':true,'stream_options':{'include_usage':true},'model':'m'}|"
            + "{'stream':true,'stream_options':{'include_usage':true},'model':'in\\'ner'}",
      })
  void backend_getsTheBodyAsItWas_butForItsNameAndTheUsage(String given, String forwarded) {
    String body = new String(read(given.replace('\'', '"')).forwarded("in\"ner"), UTF_8);
    assertThat(body).isEqualTo(forwarded.replace("\\'", "\\\"").replace('\'', '"'));
  }

  /** Whatever the order of the fields and the text around them. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyBody_forwarded_differsInModelAndUsageAlone(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      ObjectNode request = MAPPER.createObjectNode();
      for (int fields = random.nextInt(4); fields > 0; fields--) {
        request.put("f" + random.nextInt(9), text(random));
      }
      boolean stream = random.nextBoolean();
      Runnable[] parts = {
        () -> request.put("model", text(random)),
        () -> request.put("stream", stream),
        () -> request.putObject("stream_options").put("x", text(random)),
      };
      int first = random.nextInt(3);
      for (int part = 0; part < 3; part++) {
        if (part == 0 || first != 1 || part != 2) {
          parts[(first + part) % 3].run();
        }
      }
      if (!request.has("model")) {
        request.put("model", "late");
      }
      String pretty =
          random.nextBoolean() ? request.toPrettyString() : MAPPER.writeValueAsString(request);

      RequestBody body = read(pretty);
      assertThat(body.model()).isEqualTo(request.get("model").asText());
      JsonNode forwarded = MAPPER.readTree(body.forwarded("i\u00e9\"\\"));

      ObjectNode expected = request.deepCopy().put("model", "i\u00e9\"\\");
      if (body.stream()) {
        expected.putObject("stream_options").put("include_usage", true);
      }
      assertThat(forwarded).isEqualTo(expected);
    }
  }

  private static String text(SplittableRandom random) {
    String signs = "a\"\\\u00e9\u20ac\ud83d\ude00{}[],:\n ";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      int at = random.nextInt(signs.length());
      // Never half of a pair.
      text.append(Character.isSurrogate(signs.charAt(at)) ? "\ud83d\ude00" : signs.charAt(at));
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|0",
        ",'messages':[{'role':'user','content':'12345'}]|9",
        ",'prompt':'12345','input':'67'|7",
        ",'prompt':['12','\u00e9']|4",
        ",'prompt':[1,22,333]|12",
        ",'prompt':[[1,2],[3]]|12",
        ",'tools':[{'name':'f'}],'user':'somebody'|1",
        ",'messages':[{'content':[{'text':'abc'},{'url':'data:image/png;base64,AAAA'}]}]|3",
        ",'messages':[{'content':[{'input_audio':{'data':'AAAA','format':'wav'}}]}]|3",
        ",'nested':{'prompt':'12345'}|0",
        ",'prompt':null|0",
      })
  void promptBytes_areOfTextAlone(String fields, long bytes) {
    assertThat(chat(fields).promptBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|9223372036854775807",
        ",'max_tokens':7|7",
        ",'max_tokens':7,'max_completion_tokens':5|5",
        ",'max_completion_tokens':5,'max_tokens':7|5",
        ",'max_output_tokens':0|0",
        ",'max_tokens':7,'n':3|21",
        ",'n':2,'best_of':4,'max_tokens':7|28",
        ",'max_tokens':7,'n':0|7",
        ",'max_tokens':7,'prompt':['a','b','c']|21",
        ",'max_tokens':7,'prompt':[[1,2],[3]],'n':2|28",
        ",'max_tokens':7,'prompt':[1,2,3]|7",
        ",'max_tokens':7,'prompt':[]|7",
        ",'max_tokens':'7'|9223372036854775807",
        ",'max_tokens':7.5|9223372036854775807",
        ",'max_tokens':null|9223372036854775807",
        ",'n':3|9223372036854775807",
        ",'max_tokens':-7|1000000000",
        ",'max_tokens':999999999|999999999",
        ",'max_tokens':1000000000|1000000000",
        ",'max_tokens':99999999999999999999|1000000000",
        ",'max_tokens':999999999,'n':999999999|1000000000",
        ",'max_tokens':7,'n':99999999999999999999|1000000000",
      })
  void answerTokens_areBoundedByWhatTheClientAllows(String fields, long most) {
    assertThat(chat(fields).answerTokensMost()).isEqualTo(most);
    assertThat(TokenCount.MAX).isEqualTo(1_000_000_000L);
  }

  @Test
  void deepNesting_isRefused_notACrash() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    assertThat(refusal(("{\"model\":\"m\",\"x\":" + deep + "}").getBytes(UTF_8))).contains("JSON");
  }
}
