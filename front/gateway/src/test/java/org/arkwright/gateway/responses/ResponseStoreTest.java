package org.arkwright.gateway.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.gateway.responses.ResponseStore.Bounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of responses: for whom, how long and how much. */
final class ResponseStoreTest {
  private static final long DAY = 86_400_000L;
  @TempDir Path folder;
  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);

  private ResponseStore open() throws IOException {
    return ResponseStore.open(folder.resolve("responses"), now::get, new Bounds(400, 30 * DAY));
  }

  private static byte[] bytes(int count) {
    return "x".repeat(count).getBytes(UTF_8);
  }

  @Test
  void response_isItsKeysAlone_andSurvivesARestart() throws Exception {
    ResponseId id = ResponseId.random();
    open().put("k1", id, bytes(10));
    Path file = folder.resolve("responses/k1/" + id + ".json");
    Files.setLastModifiedTime(file, FileTime.fromMillis(now.get()));

    ResponseStore later = open();
    assertThat(later.get("k1", id)).get().isEqualTo(bytes(10));
    assertThat(later.get("k2", id)).isEmpty();
    assertThat(later.delete("k2", id)).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void deletedResponse_isGone_alsoAfterARestart() throws Exception {
    ResponseId id = ResponseId.random();
    ResponseStore store = open();
    store.put("k1", id, bytes(10));

    assertThat(store.delete("k1", id)).isTrue();
    assertThat(store.delete("k1", id)).isFalse();
    assertThat(store.get("k1", id)).isEmpty();
    assertThat(open().get("k1", id)).isEmpty();
  }

  @Test
  void oldResponse_isNotGiven_andItsFileGoesWithTheNextThatIsKept() throws Exception {
    ResponseId old = ResponseId.random();
    ResponseStore store = open();
    store.put("k1", old, bytes(10));
    now.addAndGet(31 * DAY);

    assertThat(store.get("k1", old)).isEmpty();
    store.put("k2", ResponseId.random(), bytes(10));
    assertThat(folder.resolve("responses/k1/" + old + ".json")).doesNotExist();
  }

  @Test
  void keyThatTakesTooMuch_losesItsOldest_andNobodyElseDoes() throws Exception {
    ResponseId others = ResponseId.random();
    ResponseId oldest = ResponseId.random();
    ResponseId newest = ResponseId.random();
    ResponseStore store = open();
    store.put("k2", others, bytes(90));
    store.put("k1", oldest, bytes(60));
    store.put("k1", newest, bytes(60));

    assertThat(store.get("k1", oldest)).isEmpty();
    assertThat(store.get("k1", newest)).isPresent();
    assertThat(store.get("k2", others)).isPresent();
  }

  @Test
  void whenAllIsTooMuch_theOldestGoes() throws Exception {
    ResponseId oldest = ResponseId.random();
    ResponseStore store = open();
    store.put("k0", oldest, bytes(90));
    for (int i = 1; i < 5; i++) {
      store.put("k" + i, ResponseId.random(), bytes(90));
    }
    assertThat(store.get("k0", oldest)).isEmpty();
  }
}
