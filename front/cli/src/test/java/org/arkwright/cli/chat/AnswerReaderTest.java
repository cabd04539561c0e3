package org.arkwright.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.cli.terminal.FailureException;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private static final String PIECE = "{\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}";

  @Test
  void answer_inAnyDialectOfEvents_isReadWhole() throws Exception {
    String stream =
        ": ping\n\n"
            + "event: message\nid: 1\ndata: "
            + PIECE.formatted("one ")
            + "\n\n"
            + "data:"
            + PIECE.formatted("two ")
            + "\n\n"
            + "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"three\"}}]}\n\n"
            + "data: [DONE]\n\n";
    List<String> pieces = new ArrayList<>();

    assertThat(read(stream, pieces)).isEqualTo("one two three");
    assertThat(pieces).containsExactly("one ", "two ", "three");
  }

  @Test
  void answer_thatBreaksOff_failsWithTheMessage() {
    String stream =
        "data: " + PIECE.formatted("one") + "\n\ndata: {\"error\":{\"message\":\"gone\"}}\n\n";

    assertThatThrownBy(() -> read(stream, new ArrayList<>()))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("gone");
  }

  @Test
  void answer_thatIsNone_failsWithItsBeginning() {
    for (String other : List.of("{\"got\": \"POST\"}", "<html>hi</html>", "data: {\"a\":1}\n\n")) {
      assertThatThrownBy(() -> read(other, new ArrayList<>()))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("that was no chat completion, but '" + other.strip());
    }
    assertThatThrownBy(() -> read("", new ArrayList<>())).hasMessageContaining("but nothing");
  }

  @Test
  void answer_inOnePiece_isReadToo() throws Exception {
    List<String> pieces = new ArrayList<>();

    assertThat(read("{\"choices\":[{\"message\":{\"content\":\"all\"}}]}", pieces))
        .isEqualTo("all");
    assertThat(pieces).containsExactly("all");
  }

  private static String read(String stream, List<String> pieces) throws Exception {
    AnswerReader reader = new AnswerReader(pieces::add);
    reader.read(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    return reader.answer(false).text();
  }
}
