package org.arkwright.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankItemsTest {
  private final List<JsonNode> shown = new ArrayList<>();

  @Test
  void write_bytesThatAreNoText_areCarriedAsTheyAre() throws IOException {
    byte[] bytes = {'a', (byte) 0xff, 0, '\n', 'b', '\n'};

    assertThat(items(true).write(bytes, bytes.length)).isTrue();
    assertThat(shown).hasSize(2);
    assertThat(shown.getFirst().path("text").asText()).isEqualTo("a\ufffd\u0000");
    assertThat(shown.getFirst().path("bytes").binaryValue())
        .isEqualTo(new byte[] {'a', (byte) 0xff, 0});
    assertThat(shown.getLast().has("bytes")).isFalse();
  }

  @Test
  void write_lineLongerThanMemory_comesInPiecesThatSayTheyGoOn() {
    String line = "é".repeat(LineBuffer.BYTES_MAX);
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);

    assertThat(items(true).write(bytes, bytes.length)).isTrue();
    StringBuilder joined = new StringBuilder();
    shown.forEach(item -> joined.append(item.path("text").asText()));
    assertThat(joined.toString()).isEqualTo(line);
    assertThat(shown).hasSizeGreaterThan(1);
    assertThat(shown.subList(0, shown.size() - 1))
        .allMatch(item -> item.path("partial").asBoolean());
    assertThat(shown.getLast().has("partial")).isFalse();
  }

  @Test
  void write_nobodyReads_stops() {
    byte[] bytes = "a\nb\nc\n".getBytes(StandardCharsets.UTF_8);

    assertThat(items(false).write(bytes, bytes.length)).isFalse();
    assertThat(shown).hasSize(1);
  }

  private RankItems items(boolean read) {
    RankItems items =
        new RankItems(
            "6h1vkeq1waxfp",
            1,
            0,
            _ -> "",
            item -> {
              shown.add(item);
              return read;
            });
    items.beginAt(0);
    return items;
  }
}
