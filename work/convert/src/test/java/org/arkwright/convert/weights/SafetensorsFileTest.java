package org.arkwright.convert.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.arkwright.convert.source.ConversionProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that lie about the file behind them, each refused with what is wrong. */
final class SafetensorsFileTest {
  private static final String TWO =
      """
      {"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
       "b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]},"__metadata__":{"format":"pt"}}\
      """;

  @TempDir private Path folder;

  private Path file(String header, int bytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return file(text.length, text, bytes);
  }

  private Path file(long length, byte[] header, int bytes) throws IOException {
    ByteBuffer whole =
        ByteBuffer.allocate(8 + header.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    whole.putLong(length).put(header);
    return Files.write(folder.resolve("model.safetensors"), whole.array());
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOf(ConversionProblem.class)
        .hasMessageContaining(why);
  }

  @Test
  void wholeFile_isRead() throws Exception {
    try (SafetensorsFile file = SafetensorsFile.open(file(TWO, 22))) {
      assertThat(file.names()).containsExactly("a", "b");
      assertThat(file.weight("a").shape()).containsExactly(2L, 2L);
      assertThat(file.weight("b").type()).isEqualTo(ElementType.BF16);
      assertThat(file.weight("b").elements()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0,16]  | [-16,0]  | size or a place of -16",
        "[16,22] | [8,14]   | begins at byte 8, before the end of the one before it at 16",
        "[16,22] | [17,23]  | lies at 17 to 23 of 22 bytes",
        "[16,22] | [22,16]  | lies at 22 to 16 of 22 bytes",
        "[16,22] | [16,20]  | has 4 bytes",
        "[16,22] | [16]     | lacks its type, shape or place",
        "[16,22] | [16,22,1]| lacks its type, shape or place",
        "[16,22] | [16,2e1] | no list of whole numbers",
        "[16,22] | [16,9223372036854775807]  | lies at 16 to 9223372036854775807",
        "[16,22] | [16,92233720368547758070] | size or a place of 92233720368547758070",
        "[2,2]   | [2,3]    | has 16 bytes",
        "[2,2]   | [4294967296,4294967296] | has 16 bytes",
        "[2,2]   | [1,1,1,1,1,1,1,2,2]     | no list of whole numbers",
        "BF16    | I64      | ok",
        "BF16    | F32      | has 6 bytes",
        "\"b\"   | \"a\"    | Duplicate field 'a'",
        "{\"a\"  | [\"a\"   | is not a whole safetensors file",
        "\"pt\"  | \"pt     | its header is not JSON",
      })
  void lyingHeader_isRefused(String truth, String lie, String why) throws Exception {
    assertThat(TWO).contains(truth);
    Path file = file(TWO.replace(truth, lie), 22);
    if (why.equals("ok")) {
      try (SafetensorsFile opened = SafetensorsFile.open(file)) {
        assertThatThrownBy(() -> opened.weight("b"))
            .hasMessageContaining("numbers of type I64\nexpected F32, F16 or BF16");
      }
    } else {
      assertRefused(file, why);
    }
  }

  @Test
  void fileThatIsLongerOrShorter_isRefused() throws Exception {
    assertRefused(file(TWO, 23), "its tensors have 22 bytes, and it has 23 for them");
    assertRefused(file(TWO, 21), "lies at 16 to 22 of 21 bytes");
    assertRefused(file(TWO + "{}", 22), "goes on after its end");
  }

  @Test
  void hugeLengths_costNoMemory() throws Exception {
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 2_000, 1, 0}) {
      assertRefused(
          file(length, TWO.getBytes(StandardCharsets.UTF_8), 22), "it says that its header has");
    }
    assertRefused(Files.write(folder.resolve("short"), new byte[3]), "it has 3 bytes");
  }

  @Test
  void manyTensorsAndDeepHeaders_areRefused() throws Exception {
    StringBuilder many = new StringBuilder("{");
    for (int i = 0; i <= 100_000; i++) {
      many.append("\"%d\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},".formatted(i));
    }
    assertRefused(file(many + "}", 0), "names more than 100,000 tensors");
    assertRefused(file("{\"a\":" + "[".repeat(100_000), 0), "is not");
    assertRefused(file("{\"__metadata__\":" + "{\"x\":".repeat(100_000), 0), "is not JSON");
  }

  /** Whatever single byte is changed, the file is read, or refused with a reason. */
  @Test
  void damage_isNeverABug() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    byte[] whole = Files.readAllBytes(file(TWO, 22));
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = whole.clone();
      for (int change = 0; change <= i % 3; change++) {
        damaged[random.nextInt(whole.length - 22)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged"), damaged);
      try (SafetensorsFile opened = SafetensorsFile.open(file)) {
        opened.names().forEach(name -> opened.names().indexOf(name));
      } catch (ConversionProblem _) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(3_000);
    assertThat(List.of(folder.toFile().list())).isNotEmpty();
  }
}
