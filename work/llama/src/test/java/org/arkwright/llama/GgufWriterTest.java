package org.arkwright.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.llama.GgufWriter.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is taken apart by a reader written after ggml's docs/gguf.md alone. */
final class GgufWriterTest {
  private static final String LONG = "ünïcode ".repeat(3000);

  @TempDir private Path folder;

  @Test
  void everyKindOfValue_andTensorsAtMultiplesOf32_areReadBack() throws Exception {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      words.add("wörd" + i);
    }
    GgufWriter writer = new GgufWriter();
    writer.text("text", "llama");
    writer.text("long", LONG);
    writer.number("number", 70_000);
    writer.real("real", 1e-5f);
    writer.flag("yes", true);
    writer.flag("no", false);
    writer.numbers("kinds", 1, -3, 2_000_000_000);
    writer.texts("words", words);
    writer.reals("scores", 0.5f, -1000, Float.MIN_VALUE);
    float[] matrix = {1, 2, 3, 4, 5, 6.5f};
    float[] vector = {0.1f, -65_504, 1e-8f};
    writer.tensor("matrix", List.of(2L, 3L), TensorType.F32, () -> matrix);
    writer.tensor("vector", List.of(3L), TensorType.F16, () -> vector);
    writer.tensor("last", List.of(1L), TensorType.F32, () -> new float[] {42});
    Path file = folder.resolve("model.gguf");
    writer.write(file);
    assertThat(Files.size(file)).isEqualTo(writer.fileBytes());

    Parsed parsed = new Parsed(Files.readAllBytes(file));
    assertThat(parsed.metadata)
        .containsEntry("text", "llama")
        .containsEntry("long", LONG)
        .containsEntry("number", 70_000L)
        .containsEntry("real", 1e-5f)
        .containsEntry("yes", true)
        .containsEntry("no", false)
        .containsEntry("kinds", List.of(1, -3, 2_000_000_000))
        .containsEntry("words", words)
        .containsEntry("scores", List.of(0.5f, -1000f, Float.MIN_VALUE));
    assertThat(parsed.tensors.keySet()).containsExactly("matrix", "vector", "last");
    // The fastest dimension comes first, unlike in torch.
    assertThat(parsed.tensors.get("matrix").shape).containsExactly(3L, 2L);
    assertThat(parsed.values("matrix")).containsExactly(1, 2, 3, 4, 5, 6.5f);
    assertThat(parsed.values("vector"))
        .containsExactly(Float.float16ToFloat(Float.floatToFloat16(0.1f)), -65_504, 0);
    assertThat(parsed.values("last")).containsExactly(42);
    assertThat(parsed.tensors.values())
        .allSatisfy(tensor -> {
          assertThat(tensor.offset % 32).isZero();
        });
    assertThat(parsed.tensors.get("vector").offset).isEqualTo(32);
    assertThat(parsed.bytes.capacity() % 32).isZero();
  }

  @Test
  void bfloat16_isRoundedToTheNearestEven() {
    ByteBuffer out = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    float half = Float.intBitsToFloat(0x3f80_8000); // between two values, the lower of them even
    float odd = Float.intBitsToFloat(0x3f81_8000); // between two values, the upper of them even
    for (float value : new float[] {1, half, Math.nextUp(half), odd, Float.MAX_VALUE, -0f}) {
      TensorType.BF16.put(out, value);
    }
    TensorType.BF16.put(out, Float.intBitsToFloat(0x7f80_0001));
    out.flip();
    for (int expected : new int[] {0x3f80, 0x3f80, 0x3f81, 0x3f82, 0x7f80, 0x8000}) {
      assertThat(out.getShort() & 0xffff).isEqualTo(expected);
    }
    assertThat(Float.intBitsToFloat(out.getShort() << 16)).isNaN();
  }

  @Test
  void sourceThatGivesTooMuch_isABug() {
    GgufWriter writer = new GgufWriter();
    writer.tensor("short", List.of(4L), TensorType.F32, () -> new float[5]);
    assertThatThrownBy(() -> writer.write(folder.resolve("wrong.gguf")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the tensor short gave 20 bytes of 16");
    assertThatThrownBy(() -> writer.tensor("short", new float[1], 1))
        .hasMessage("a second tensor short");
    assertThatThrownBy(() -> writer.tensor("vast", new float[1], Long.MAX_VALUE, 3))
        .hasMessageContaining("the tensor vast has a dimension of");
  }

  private record Tensor(List<Long> shape, int type, long offset) {}

  private static final class Parsed {
    final ByteBuffer bytes;
    final Map<String, Object> metadata = new LinkedHashMap<>();
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    final int dataAt;

    Parsed(byte[] file) {
      bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      byte[] magic = new byte[4];
      bytes.get(magic);
      assertThat(new String(magic, StandardCharsets.US_ASCII)).isEqualTo("GGUF");
      assertThat(bytes.getInt()).isEqualTo(3);
      long tensorCount = bytes.getLong();
      long entries = bytes.getLong();
      for (long i = 0; i < entries; i++) {
        String key = text();
        metadata.put(key, value(bytes.getInt()));
      }
      for (long i = 0; i < tensorCount; i++) {
        String name = text();
        int dimensions = bytes.getInt();
        List<Long> shape = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
          shape.add(bytes.getLong());
        }
        tensors.put(name, new Tensor(shape, bytes.getInt(), bytes.getLong()));
      }
      dataAt = (bytes.position() + 31) / 32 * 32;
    }

    private String text() {
      byte[] text = new byte[Math.toIntExact(bytes.getLong())];
      bytes.get(text);
      return new String(text, StandardCharsets.UTF_8);
    }

    private Object value(int type) {
      return switch (type) {
        case 4 -> Integer.toUnsignedLong(bytes.getInt());
        case 5 -> bytes.getInt();
        case 6 -> bytes.getFloat();
        case 7 -> bytes.get() == 1;
        case 8 -> text();
        case 9 -> {
          int of = bytes.getInt();
          long count = bytes.getLong();
          List<Object> list = new ArrayList<>();
          for (long i = 0; i < count; i++) {
            list.add(value(of));
          }
          yield list;
        }
        default -> throw new AssertionError("type " + type);
      };
    }

    float[] values(String name) {
      Tensor tensor = tensors.get(name);
      float[] values =
          new float
              [(int) tensor.shape.stream().mapToLong(Long::longValue).reduce(1, (x, y) -> x * y)];
      int at = dataAt + (int) tensor.offset;
      for (int i = 0; i < values.length; i++) {
        values[i] =
            tensor.type == 0
                ? bytes.getFloat(at + 4 * i)
                : Float.float16ToFloat(bytes.getShort(at + 2 * i));
      }
      return values;
    }
  }
}
