package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is started elsewhere in the hierarchy finds the groups of its earlier runs. */
final class CgroupRootRecordTest {
  private static final GroupFiles V1 = new GroupFilesV1();
  private static final GroupFiles V2 = new GroupFilesV2();

  @TempDir Path folder;
  private CgroupRootRecord record;

  @BeforeEach
  void open() {
    record = new CgroupRootRecord(folder.resolve("groups"));
  }

  @Test
  void rootsOfEarlierRuns_areFoundAfterThePresentOnes_byAnyLaterRun() throws IOException {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second slice"));
    assertThat(record.update(List.of(root(V1, first), root(V2, second))))
        .containsExactly(new RankGroup(V1, first), new RankGroup(V2, second));

    Path now = Files.createDirectory(folder.resolve("now"));
    List<RankGroup> all =
        List.of(new RankGroup(V2, now), new RankGroup(V1, first), new RankGroup(V2, second));
    assertThat(record.update(List.of(root(V2, now)))).isEqualTo(all);
    assertThat(record.update(List.of(root(V2, now)))).as("each once").isEqualTo(all);
    assertThat(record.update(List.of())).containsExactlyElementsOf(all);
  }

  @Test
  void rootThatIsGone_orALineOfZeros_isPassedOver_andNotKept() throws IOException {
    Path there = Files.createDirectory(folder.resolve("there"));
    Path gone = folder.resolve("gone");
    record.update(List.of(root(V2, gone), root(V2, there)));
    Files.writeString(record.file(), V2.mechanism() + " \0\0\0\nno mechanism\n" + read());
    assertThat(record.update(List.of())).containsExactly(new RankGroup(V2, there));
    assertThat(read()).isEqualTo(V2.mechanism() + " " + there + "\n");
  }

  private String read() throws IOException {
    return Files.readString(record.file());
  }

  private static GroupRoot root(GroupFiles files, Path folder) {
    return new GroupRoot(files, folder, List.of());
  }
}
