package org.arkwright.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an import finds out about files that are not what their names say. */
final class FileFormatsTest {
  private static final int TEXT = 8;
  private static final int ARRAY = 9;

  @TempDir Path folder;
  private ArtifactStore store;

  @BeforeEach
  void open() throws IOException {
    store = ArtifactStore.open(folder);
  }

  @Test
  void gguf_withPossibleCounts_isImported() throws IOException {
    ByteBuffer file = gguf(3, 1, 2);
    text(file, "general.name").putInt(TEXT);
    text(file, "tiny");
    text(file, "tokens").putInt(ARRAY).putInt(TEXT).putLong(2);
    text(text(file, "a"), "b");
    text(file, "weight").putInt(1).putLong(4).putInt(0).putLong(0);
    file.put(new byte[32]);
    assertThat(importAs("m.gguf", file)).isEqualTo(1);
  }

  @Test
  void gguf_thatClaimsTheImpossible_isRefused() {
    assertRefused("m.gguf", gguf(3, 1L << 63, 0), "9223372036854775808 tensors");
    assertRefused("m.gguf", gguf(3, 0, -1), "18446744073709551615 entries");
    assertRefused("m.gguf", gguf(9, 0, 0), "version");
    ByteBuffer longText = gguf(3, 0, 1);
    longText.putLong(1L << 40);
    assertRefused("m.gguf", longText.put(new byte[20]), "bytes in a text");
    ByteBuffer wrongType = gguf(3, 0, 1);
    text(wrongType, "key").putInt(99);
    assertRefused("m.gguf", wrongType.put(new byte[20]), "type 99");
    ByteBuffer dimensions = gguf(3, 1, 0);
    text(dimensions, "weight").putInt(1_000);
    assertRefused("m.gguf", dimensions.put(new byte[40]), "1000 dimensions");
    assertRefused("m.gguf", ByteBuffer.allocate(4).put("GGUF".getBytes(UTF_8)), "ends within");
    assertRefused("m.gguf", ByteBuffer.allocate(9).put("not a one".getBytes(UTF_8)), "begin");
  }

  @Test
  void safetensors_whoseHeaderIsWrong_isRefused() {
    assertRefused("m.safetensors", safetensors("{}", 5), "need 0 bytes, and it has 5");
    assertRefused("m.safetensors", safetensors("{\"w\":{\"data_offsets\":[0,9]}}", 5), "0 to 9");
    assertRefused("m.safetensors", safetensors("not JSON", 0), "not JSON");
    assertRefused("m.safetensors", ByteBuffer.allocate(3).put(new byte[3]), "3 bytes");
    ByteBuffer far = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(-1);
    assertRefused("m.safetensors", far.putLong(0).putInt(0), "18446744073709551615");
  }

  @Test
  void safetensors_withALargeHeader_needsNoMemoryForIt() throws IOException {
    String noise = "[0" + ",0".repeat(2_000_000) + "]";
    ByteBuffer file = safetensors("{\"w\":{\"x\":%s,\"data_offsets\":[0,5]}}".formatted(noise), 5);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(importAs("m.safetensors", file)).isEqualTo(1);
    // The test copies the file once.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(12_000_000);
  }

  @Test
  void safetensors_whoseHeaderIsLongerThanItSays_isRefused() {
    ByteBuffer file = safetensors("{\"w\":{\"data_offsets\":[0,0]}}", 0);
    file.putLong(0, 20);
    assertRefused("m.safetensors", file, "not JSON");
    assertRefused("m.safetensors", safetensors("[]", 0), "no JSON object");
    assertRefused("m.safetensors", safetensors("{\"w\":{\"data_offsets\":[0]}}", 0), "0 to -1");
    assertRefused("m.safetensors", safetensors("{\"w\":7}", 0), "-1 to -1");
  }

  @Test
  void pointerOfGitLfs_isRefusedWithAdvice() {
    String pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 91\n"
            .formatted("a".repeat(64));
    for (String name : List.of("model.safetensors", "m.gguf", "data.parquet")) {
      ByteBuffer content = ByteBuffer.allocate(pointer.length()).put(pointer.getBytes(UTF_8));
      assertRefused(name, content, "git lfs pull");
    }
  }

  private void assertRefused(String name, ByteBuffer content, String because) {
    assertThatThrownBy(() -> importAs(name, content))
        .as(name)
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("'" + name + "'")
        .hasMessageContaining(because);
  }

  private int importAs(String name, ByteBuffer content) throws IOException {
    byte[] bytes = new byte[content.position()];
    content.duplicate().flip().get(bytes);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    return store.importFrom(into -> into.add(name, in, false), new ImportProgress()).files();
  }

  private static ByteBuffer gguf(int version, long tensors, long entries) {
    return ByteBuffer.allocate(1_000)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("GGUF".getBytes(UTF_8))
        .putInt(version)
        .putLong(tensors)
        .putLong(entries);
  }

  private static ByteBuffer text(ByteBuffer file, String text) {
    return file.putLong(text.length()).put(text.getBytes(UTF_8));
  }

  private static ByteBuffer safetensors(String header, int content) {
    return ByteBuffer.allocate(Long.BYTES + header.length() + content)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length())
        .put(header.getBytes(UTF_8))
        .put(new byte[content]);
  }
}
