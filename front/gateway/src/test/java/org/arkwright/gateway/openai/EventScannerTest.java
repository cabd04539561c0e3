package org.arkwright.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.arkwright.gateway.usage.TokenCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens in streams as different servers write them. */
final class EventScannerTest {
  private static final String PIECE = "data: {\"choices\":[{\"delta\":{\"content\":\"ab\"}}]}\n\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n",
        "data:{\"choices\": [], \"usage\": {\"prompt_tokens\": 5, \"completion_tokens\": 2}}\n\n",
        "event: message\ndata: {\"usage\" : {\"prompt_tokens\":5,\"completion_tokens\":2}}\n\n",
        "id: 7\r\ndata:{\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}\r\n\r\n",
        """
        : ping

        : x
        data: {"choices":[ ],
        data: "usage":{"prompt_tokens":5,"completion_tokens":2}}

        """,
        "\n\n\ndata: {\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2},\"choices\":[]}\n\n",
      })
  void usageEvent_inAnyDialect_isCounted_andSwallowedUnlessAsked(String event) {
    String stream = PIECE + event + "data: [DONE]\n\n";
    EventScanner unasked = new EventScanner(false, "m");
    assertThat(passed(unasked, stream)).contains("ab", "[DONE]").doesNotContain("usage");
    assertThat(unasked.tokens()).contains(new TokenCount(5, 2));
    EventScanner asked = new EventScanner(true, "m");
    assertThat(passed(asked, stream)).isEqualTo(stream);
    assertThat(asked.tokens()).contains(new TokenCount(5, 2));
  }

  @Test
  void countOfAStream_andAllBehindIt_waitUntilTheRequestIsRecorded() {
    String usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5}}\n\n";
    EventScanner scanner = new EventScanner(true, "m");
    assertThat(scanner.pass(bytes(PIECE))).isEqualTo(bytes(PIECE));
    assertThat(scanner.pass(bytes(usage))).isEmpty();
    assertThat(scanner.pass(bytes(PIECE + "data: [DONE]\n\n"))).isEmpty();
    assertThat(scanner.finish()).isEqualTo(bytes(usage + PIECE + "data: [DONE]\n\n"));
  }

  @Test
  void stream_inPiecesOfOneByte_isCountedAsInOne() {
    String stream = PIECE + ": ping\n\n" + PIECE + "data: {\"usage\":{\"prompt_tokens\":1}}\n\n";
    EventScanner scanner = new EventScanner(true, "m");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte one : stream.getBytes(StandardCharsets.UTF_8)) {
      out.writeBytes(scanner.pass(new byte[] {one}));
    }
    out.writeBytes(scanner.finish());
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(stream);
    assertThat(scanner.pieces()).isEqualTo(2);
    assertThat(scanner.textBytes()).isEqualTo(4);
    assertThat(scanner.tokens()).contains(new TokenCount(1, 0));
  }

  @Test
  void pingsAndComments_areNoTokens() {
    EventScanner scanner = new EventScanner(false, "m");
    String stream = ": ping\n\nevent: ping\n\n" + PIECE + ": ping\n\n\n\n";
    assertThat(passed(scanner, stream)).isEqualTo(stream);
    assertThat(scanner.pieces()).isEqualTo(1);
  }

  @Test
  void usageBesideText_isPassedOnAtOnce_andTheLastOneCounts() {
    EventScanner scanner = new EventScanner(true, "m");
    String first =
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":3,"
            + "\"completion_tokens\":1}}\n\n";
    assertThat(new String(scanner.pass(bytes(first)), StandardCharsets.UTF_8)).isEqualTo(first);
    assertThat(scanner.tokens()).contains(new TokenCount(3, 1));
    var _ = scanner.pass(bytes(first.replace(":1}", ":2}")));
    assertThat(scanner.tokens()).contains(new TokenCount(3, 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1.5",
        "NaN",
        "-Infinity",
        "\"7\"",
        "1e3",
        "99999999999999999999",
        "[1]",
        "9223372036854775807",
        "true"
      })
  void usage_thatNoCountCanBe_isNotTold_withTheReason(String number) {
    EventScanner scanner = new EventScanner(false, "m");
    String stream =
        PIECE
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":"
            + number
            + ",\"completion_tokens\":2}}\n\ndata: [DONE]\n\n";
    assertThat(passed(scanner, stream)).doesNotContain("usage");
    assertThat(scanner.tokens()).isEmpty();
    assertThat(scanner.problem().orElseThrow()).contains("prompt_tokens", "expected");
  }

  @Test
  void model_ofEachEvent_isTheOneAskedFor() {
    EventScanner scanner = new EventScanner(false, "asked");
    String text = "{\\\"model\\\":\\\"inner\\\"}";
    String event =
        "data: {\"choices\":[{\"delta\":{\"content\":\""
            + text
            + "\"}}],\"model\": \"inner/x\"}\n\n";
    assertThat(passed(scanner, event + event + "data: [DONE]\n\n"))
        .contains(text, "\"model\": \"asked\"")
        .doesNotContain("inner/x");
  }

  @Test
  void answerThatIsNoStream_isReadAtItsEnd() {
    EventScanner scanner = new EventScanner(false, "m");
    var _ = scanner.pass(bytes("{\"choices\":[{}],\"usage\":{\"prompt_tokens\":4}}"));
    scanner.readRest();
    assertThat(scanner.tokens()).contains(new TokenCount(4, 0));
  }

  @Test
  void eventWithoutEnd_doesNotFillTheMemory() {
    EventScanner scanner = new EventScanner(false, "m");
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) 'x');
    long passed = 0;
    for (int i = 0; i < 16; i++) {
      passed += scanner.pass(chunk).length;
    }
    assertThat(passed).isGreaterThan(8L << 20);
  }

  private static String passed(EventScanner scanner, String stream) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : List.of(scanner.pass(bytes(stream)), scanner.finish())) {
      out.writeBytes(part);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
