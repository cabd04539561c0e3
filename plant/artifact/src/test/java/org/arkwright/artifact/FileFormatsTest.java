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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.artifact.blob.ArtifactException;
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
    assertRefused("m.safetensors", safetensors(tensor("U8", "9", 0, 9), 5), "0 to 9");
    assertRefused("m.safetensors", safetensors("not JSON", 0), "not JSON");
    assertRefused("m.safetensors", ByteBuffer.allocate(3).put(new byte[3]), "3 bytes");
    ByteBuffer far = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(-1);
    assertRefused("m.safetensors", far.putLong(0).putInt(0), "18446744073709551615");
  }

  @Test
  void safetensors_withALargeHeader_needsNoMemoryForIt() throws IOException {
    String noise = "[0" + ",0".repeat(2_000_000) + "]";
    ByteBuffer file =
        safetensors(tensor("U8", "5", 0, 5).replace("{\"d", "{\"x\":%s,\"d".formatted(noise)), 5);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(importAs("m.safetensors", file)).isEqualTo(1);
    // The test copies the file once.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(12_000_000);
  }

  @Test
  void safetensors_whoseHeaderIsLongerThanItSays_isRefused() {
    ByteBuffer file = safetensors(tensor("U8", "0", 0, 0), 0);
    file.putLong(0, 20);
    assertRefused("m.safetensors", file, "not JSON");
    assertRefused("m.safetensors", safetensors("[]", 0), "no JSON object");
    assertRefused("m.safetensors", safetensors("{\"w\":{\"data_offsets\":[0]}}", 0), "0 to -1");
    assertRefused("m.safetensors", safetensors("{\"w\":7}", 0), "-1 to -1");
  }

  @Test
  void safetensors_whoseTensorsCannotBe_isRefused() throws IOException {
    assertRefused("m.safetensors", safetensors(tensor("F32", "-1", 0, 4), 4), "possible shape");
    assertRefused("m.safetensors", safetensors(tensor("F32", "1.0", 0, 4), 4), "possible shape");
    assertRefused("m.safetensors", safetensors(tensor("F32", "[1]", 0, 4), 4), "possible shape");
    assertRefused(
        "m.safetensors",
        safetensors(tensor("F32", "4611686018427387904,4", 0, 4), 4),
        "possible shape");
    assertRefused(
        "m.safetensors", safetensors(tensor("F32", "2", 0, 4), 4), "2 elements of F32 in 4 bytes");
    assertRefused(
        "m.safetensors",
        safetensors(tensor("F32", "4611686018427387904", 0, 0), 0),
        "elements of F32 in 0 bytes");
    String twice = tensor("U8", "4", 0, 4);
    assertRefused(
        "m.safetensors",
        safetensors(twice.replace("}}", "}," + twice.substring(1).replace("\"w", "\"v")), 4),
        "its tensors have 8 bytes in all, and share 4");
    for (String good :
        List.of(
            tensor("F4", "8", 0, 4),
            tensor("BF16", "2,1", 0, 4),
            tensor("F32", "", 0, 4),
            tensor("F32", "0,9", 0, 0),
            tensor("OF_2030", "77", 0, 4))) {
      int bytes = good.contains("[0,0]") ? 0 : 4;
      assertThat(importAs("m.safetensors", safetensors(good, bytes))).as(good).isEqualTo(1);
    }
  }

  @Test
  void gguf_thatWasCutOff_isRefused() throws IOException {
    ByteBuffer file = gguf(3, 2, 1);
    text(file, "general.alignment").putInt(4).putInt(64);
    text(file, "first").putInt(2).putLong(32).putLong(2).putInt(8).putLong(0);
    text(file, "last").putInt(1).putLong(8).putInt(0).putLong(128);
    int begin = (file.position() + 63) / 64 * 64;
    file.put(new byte[begin + 128 + 32 - file.position()]);
    assertThat(importAs("m.gguf", file)).isEqualTo(1);
    file.position(file.position() - 1);
    assertRefused(
        "m.gguf",
        file,
        "its tensors end at byte %d, and it has %d".formatted(begin + 160, begin + 159));
    ByteBuffer endless = gguf(3, 1, 0);
    text(endless, "w").putInt(2).putLong(1L << 32).putLong(1L << 32).putInt(0).putLong(0);
    assertRefused("m.gguf", endless.put(new byte[64]), "impossible shape");
    ByteBuffer vast = gguf(3, 1, 0);
    text(vast, "w").putInt(1).putLong(1L << 61).putInt(0).putLong(0);
    assertRefused("m.gguf", vast.put(new byte[64]), "a tensor of 2305843009213693952 elements");
    ByteBuffer even = gguf(3, 1, 1);
    text(even, "general.alignment").putInt(4).putInt(0);
    assertRefused("m.gguf", even.put(new byte[64]), "its alignment is 0");
  }

  /** Pickles without the names of such, of each protocol, in arrays, and compressed. */
  @Test
  void pickle_inAnyDress_isRefused() throws IOException {
    for (String pickle :
        List.of(
            "cposix\nsystem\np0\n(Vecho\np1\ntp2\nRp3\n.",
            "cposix\nsystem\nq\0(X\4\0\0\0echoq\1tq\2Rq\3.",
            "cos\nsystem\n(S'ls'\ntR.",
            "(S'ls'\nios\nsystem\n.",
            "(ios\nabort\n.",
            "(I3\nitime\nsleep\np0\n.",
            "(cos\nsystem\nS'ls'\no.",
            "(ctime\nsleep\nI3\no.",
            "cos\nsystem\nS'ls'\n\u0085R.",
            "cos\nsystem\nVls\n\u0085R.",
            "ctime\nsleep\nK\3\u0085q\0R.",
            "cos\nsystem\nX\2\0\0\0ls\u0085R.",
            "(dp0\nVa\np1\nI1\ns.",
            "}q\0X\1\0\0\0aq\1K\1s.",
            "\u0080\4\u0095\31\0\0\0\0\0\0\0\u008c\5posix",
            "\u0093NUMPY\1\0v\0{'descr': '|O', 'fortran_order': False, 'shape': (1,), }   \n",
            "\u0093NUMPY\2\0v\0\0\0{'descr': [('a', '<f4'), ('b', '|O')], 'shape': (1,), }\n",
            "PK\3\4arr_0.npy\u0093NUMPY\1\0v\0{'descr': '|O', 'shape': (1,), }\n")) {
      assertRefused("weights.dat", latin(pickle), "is a pickle");
    }
    for (String name : List.of("m.pkl.gz", "m.PT.XZ", "m.joblib.z", "m.pickle.zst")) {
      assertRefused(name, latin("any"), "is a pickle");
    }
    for (String text :
        List.of(
            "cat\ncow\nrabbit\nquail\n",
            "cat\ndog\nVanilla\nUnicorn\nXylophone\nSnail\n",
            "cat\ndog\nV\u00c3\u0085R\n",
            "(into\nwords\nof\nVictor\n",
            "(cat\ndog\nIbis\nowl\n",
            "(lines)\n",
            "}\n",
            "\u0093NUMPY\1\0v\0{'descr': [('O', '<f4')], 'fortran_order': False, 'shape': (1,),"
                + " }\n",
            "PK\3\4notes about data")) {
      assertThat(importAs("zip", latin(text))).as(text).isEqualTo(1);
      assertThat(importAs("notes.gz", latin(text))).as(text).isEqualTo(1);
    }
  }

  @Test
  void pointerOfOtherKinds_isRefusedWithAdvice() {
    assertRefused("a.csv", latin("version https://hawser.github.com/spec/v1\noid"), "git lfs pull");
    assertRefused("a.csv", latin("version http://git-media.io/v/2\noid sha256:"), "git lfs pull");
    assertRefused(
        "a.csv",
        latin("\u00ef\u00bb\u00bfversion https://git-lfs.github.com/spec/v1\r\n"),
        "git lfs pull");
    assertRefused("a.csv", latin("/annex/objects/SHA256E-s1--aa.csv\n"), "git annex get");
    assertRefused("a.csv", latin("# xet version 0\nfilesize = 9\n"), "git xet checkout");
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

  /** Bytes of text, a byte a character. */
  private static ByteBuffer latin(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(bytes.length).put(bytes);
  }

  /** A header with one tensor. */
  private static String tensor(String type, String shape, int from, int to) {
    return "{\"w\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}}"
        .formatted(type, shape, from, to);
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
