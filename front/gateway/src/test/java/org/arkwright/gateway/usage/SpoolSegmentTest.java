package org.arkwright.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool's file, whole and torn. */
final class SpoolSegmentTest {
  private static final int SIZE = 4096;
  private static final int HEADER = 8;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("000000000001.spool");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> read() throws Exception {
    return SpoolSegment.read(file).stream()
        .map(record -> new String(record, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void records_comeBackInOrder_alsoBeforeTheFileIsClosed() throws Exception {
    SpoolSegment segment = SpoolSegment.create(file, SIZE);
    assertThat(segment.isEmpty()).isTrue();
    assertThat(read()).isEmpty();
    assertThat(segment.add(bytes("one"))).isTrue();
    assertThat(segment.isEmpty()).isFalse();
    assertThat(segment.add(bytes("two"))).isTrue();
    assertThat(read()).containsExactly("one", "two");
  }

  @Test
  void record_thatFillsTheFileToItsLastByte_fits_andNoneBeyond() throws Exception {
    SpoolSegment segment = SpoolSegment.create(file, SIZE);
    assertThat(segment.add(new byte[SIZE - HEADER + 1])).isFalse();
    assertThat(segment.add(bytes("a".repeat(SIZE - 2 * HEADER - 3)))).isTrue();
    assertThat(segment.add(bytes("four"))).isFalse();
    assertThat(segment.add(bytes("end"))).isTrue();
    assertThat(segment.add(bytes("x"))).isFalse();
    assertThat(read()).hasSize(2).endsWith("end");
  }

  @Test
  void fileCutAnywhere_givesTheRecordsThatAreWhole() throws Exception {
    SpoolSegment segment = SpoolSegment.create(file, 64);
    segment.add(bytes("first"));
    segment.add(bytes("second"));
    byte[] whole = Files.readAllBytes(file);
    int firstEnd = HEADER + 5;
    int secondEnd = firstEnd + HEADER + 6;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(read())
          .hasSize(length >= secondEnd ? 2 : length >= firstEnd ? 1 : 0)
          .isSubsetOf("first", "second");
    }
  }

  @Test
  void anyByteChanged_endsTheRecordsThere_andNeverThrows() throws Exception {
    SpoolSegment segment = SpoolSegment.create(file, 64);
    segment.add(bytes("first"));
    segment.add(bytes("second"));
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < 2 * HEADER + 11; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0x81;
      Files.write(file, changed);
      assertThat(read()).isEqualTo(at < HEADER + 5 ? List.of() : List.of("first"));
    }
  }

  @Test
  void lengthsThatNoRecordHas_endTheRecords() throws Exception {
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 57}) {
      Files.write(file, ByteBuffer.allocate(64).putInt(length).array());
      assertThat(read()).isEmpty();
    }
  }
}
