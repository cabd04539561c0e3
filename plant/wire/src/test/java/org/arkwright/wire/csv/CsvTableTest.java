package org.arkwright.wire.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTableTest {
  @Test
  void dialects_giveTheSameRows() throws IOException {
    for (String text :
        List.of(
            "a,b\n1,x y\n,2\n",
            "a;b\r\n1;x y\r\n;2\r\n",
            "a\tb\r1\tx y\r\t2\r",
            "a|b\n1|x y\n|2",
            "\"a\",\"b\"\n\"1\",\"x y\"\n\"\",\"2\"\n",
            " a , \"b\" \n1,  \"x y\" \n , 2\n",
            "sep=;\na;b\n1;x y\n;2\n",
            "\n\na,b\n\n1,x y\n,\n,2\n\n",
            "a,b,,\n1,x y,,\n,2,,\n")) {
      assertThat(rows(text.getBytes(UTF_8))).as(text).isEqualTo("[a, b] [1, x y] [, 2]");
      assertThat(rows(("\uFEFF" + text).getBytes(UTF_8))).isEqualTo("[a, b] [1, x y] [, 2]");
      assertThat(rows(("\uFEFF" + text).getBytes(UTF_16LE))).isEqualTo("[a, b] [1, x y] [, 2]");
      assertThat(rows(("\uFEFF" + text).getBytes(UTF_16BE))).isEqualTo("[a, b] [1, x y] [, 2]");
    }
  }

  @Test
  void quotedCells_mayHoldSeparatorsQuotesAndLines() throws IOException {
    assertThat(rows("\"a;1\",b\n\"x,\"\"y\"\"\",\"1\n2\"\n3,4\n".getBytes(UTF_8)))
        .isEqualTo("[a;1, b] [x,\"y\", 1\n2] [3, 4]");
  }

  @Test
  void unreadable_isNamedByLineColumnAndCharacter() throws IOException {
    assertThat(rows("a,b\n1,2\n3,\"x\"y\n".getBytes(UTF_8)))
        .contains("line 3", "column 2", "'y'", "closing quote");
    assertThat(rows("a,b\n1,2\n\"3,4\n5,6\n".getBytes(UTF_8))).contains("line 3", "column 1");
    assertThat(rows("a,b\n1,M\u00fcller\n".getBytes(ISO_8859_1)))
        .contains("line 2", "column 2", "character 2", "UTF-8");
    assertThat(rows("a,b\n1,2\n".getBytes(UTF_16LE))).contains("line 1", "zero byte");
    assertThat(rows("PK\u0003\u0004\u0014".getBytes(ISO_8859_1))).contains("line 1", ".xlsx");
  }

  @Test
  void nothing_hasNoHeader() throws IOException {
    assertThat(rows(new byte[0])).isEqualTo("[]");
    assertThat(rows("\uFEFF\n \n".getBytes(UTF_8))).isEqualTo("[]");
  }

  /** The header and rows, or where they end and why. */
  private static String rows(byte[] file) throws IOException {
    CsvTable table = CsvTable.of(CsvTable.decoded(new ByteArrayInputStream(file)));
    List<String> rows = new ArrayList<>(List.of(table.header().toString()));
    for (var row = table.next(); row.isPresent(); row = table.next()) {
      rows.add(row.get().cells().toString());
    }
    table.problem().ifPresent(problem -> rows.add("line " + problem.line() + ": " + problem));
    return String.join(" ", rows);
  }
}
