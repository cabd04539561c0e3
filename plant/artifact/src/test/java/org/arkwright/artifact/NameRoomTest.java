package org.arkwright.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.BlobStore;
import org.arkwright.artifact.blob.NameRoom;
import org.arkwright.artifact.blob.StoreBusyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of more names than memory holds. */
final class NameRoomTest {
  @TempDir Path folder;

  @Test
  void take_moreThanHalfByOne_isRefused_andMoreThanAllByMany_isForLater() throws IOException {
    NameRoom room = new NameRoom(1_000);
    assertThatThrownBy(() -> room.take(501, 0)).isInstanceOf(ArtifactException.class);
    room.take(400, 0);
    assertThatThrownBy(() -> room.take(101, 400))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("shorter names");
    room.take(400, 0);
    assertThatThrownBy(() -> room.take(201, 0)).isInstanceOf(StoreBusyException.class);
    room.give(400);
    room.take(201, 0);
  }

  @Test
  void importFrom_givesItsRoomBack_alsoWhenItFails() throws IOException {
    BlobStore blobs = BlobStore.open(folder);
    for (boolean fails : new boolean[] {false, true}) {
      try (FileSet files = FileSet.begin(blobs, new ImportProgress())) {
        files.add("a", content(), false);
        files.reserve(Runtime.getRuntime().maxMemory() / 5);
        if (fails) {
          assertThatThrownBy(() -> files.add("a", content(), false))
              .hasMessageContaining("two files");
        }
      }
    }
    try (FileSet files = FileSet.begin(blobs, new ImportProgress())) {
      files.reserve(Runtime.getRuntime().maxMemory() / 5);
      assertThat(files.bytes()).isZero();
    }
  }

  private static InputStream content() {
    return new ByteArrayInputStream(new byte[] {1});
  }
}
