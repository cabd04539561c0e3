package org.arkwright.train.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.train.model.TensorData;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format by its specification: files are taken apart, and put together, byte by byte. */
final class SafetensorsTest {
  /** More than one chunk of a transfer. */
  private static final int LARGE = (1 << 20) + 3;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  @Test
  void writtenFile_isWhatTheSpecificationSays() throws IOException {
    float[] values = new float[LARGE + 10];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.5f - 7;
    }
    try (Tensor flat = TensorData.tensor(values, values.length)) {
      Safetensors.write(
          file,
          List.of(
              new Safetensors.Source("b", List.of(2L, 3L), flat, 4),
              new Safetensors.Source("a", List.of((long) LARGE), flat, 10)));
    }

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong());
    assertThat((8 + length) % 8).isZero();
    byte[] text = new byte[length];
    bytes.get(text);
    assertThat((char) text[0]).isEqualTo('{');
    JsonNode header = new ObjectMapper().readTree(text);
    assertThat(header.properties()).hasSize(3);
    assertThat(header.at("/__metadata__/format").asText()).isEqualTo("pt");
    assertThat(header.get("b").toString())
        .isEqualTo("{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}");
    assertThat(header.get("a").at("/data_offsets").toString())
        .isEqualTo("[24,%d]".formatted(24 + 4 * LARGE));
    assertThat(bytes.remaining()).isEqualTo(4 * (6 + LARGE));
    for (int i = 0; i < 6; i++) {
      assertThat(bytes.getFloat()).isEqualTo(values[4 + i]);
    }
    for (int i = 0; i < LARGE; i++) {
      if (bytes.getFloat() != values[10 + i]) {
        throw new AssertionError("value " + i);
      }
    }
  }

  @Test
  void copy_ofAWrittenFile_givesTheValues_whereTheyAreWanted() throws IOException {
    float[] values = new float[LARGE];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    try (Tensor flat = TensorData.tensor(values, LARGE);
        Tensor target = TensorData.tensor(new float[LARGE + 2], LARGE + 2)) {
      Safetensors.write(file, List.of(new Safetensors.Source("x", List.of((long) LARGE), flat, 0)));
      try (Safetensors.Reader reader = Safetensors.Reader.open(file)) {
        assertThat(reader.names()).containsExactly("x");
        assertThat(reader.shape("x")).containsExactly((long) LARGE);
        reader.copy("x", target, 1);
        assertThat(target.select(0, 0).item_float()).isZero();
        assertThat(target.select(0, 2).item_float()).isEqualTo(1);
        assertThat(target.select(0, LARGE).item_float()).isEqualTo(LARGE - 1);
        assertThat(target.select(0, LARGE + 1).item_float()).isZero();
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> reader.copy("y", target, 0))
            .withMessageContaining("contains no tensor y");
      }
    }
  }

  @Test
  void halfPrecision_ofBothKinds_isReadExactly() throws IOException {
    // 1.5, -2 and the smallest subnormal as F16; 1.5, -2 and 3.140625 as BF16.
    byte[] data = {0, 0x3e, 0, (byte) 0xc0, 1, 0, (byte) 0xc0, 0x3f, 0, (byte) 0xc0, 0x49, 0x40};
    write(
        "{\"h\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[3,1],\"data_offsets\":[6,12]}}",
        data);
    try (Safetensors.Reader reader = Safetensors.Reader.open(file);
        Tensor target = TensorData.tensor(new float[6], 6)) {
      reader.copy("h", target, 0);
      reader.copy("b", target, 3);
      float[] expected = {1.5f, -2, (float) Math.pow(2, -24), 1.5f, -2, 3.140625f};
      for (int i = 0; i < expected.length; i++) {
        assertThat(target.select(0, i).item_float()).as("value %d", i).isEqualTo(expected[i]);
      }
    }
  }

  /** Each has 16 bytes of data; what its header says does not fit them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,20]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[1,17]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[-16,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,16]}}",
        "{\"x\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,16]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[16,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2,-2],\"data_offsets\":[0,16]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[\"4\"],\"data_offsets\":[0,16]}}",
        "{\"x\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}",
        "{\"x\":7}",
        "[]",
        "null",
        "{\"x\":",
        "not JSON at all"
      })
  void hostileHeader_isRefused(String header) throws IOException {
    write(header, new byte[16]);
    refused();
  }

  @Test
  void lengthThatDoesNotFit_orAFileCutShort_isRefused() throws IOException {
    String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}";
    write(header, new byte[16]);
    byte[] whole = Files.readAllBytes(file);
    Safetensors.Reader.open(file).close();
    for (int length : new int[] {0, 7, 8, 9, 8 + header.length(), whole.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      refused();
    }
    for (long length : new long[] {-1, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, whole.length - 7}) {
      ByteBuffer changed = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
      Files.write(file, changed.putLong(0, length).array());
      refused();
    }
  }

  private void refused() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Safetensors.Reader.open(file).close())
        .withMessageContaining("model.safetensors");
  }

  private void write(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + data.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).put(data);
    Files.write(file, bytes.array());
  }
}
