package org.arkwright.server.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.server.home.HomeFiles.Kept;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a home are written again, and when. */
final class FileMenderTest {
  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void file_damagedAtTheSecondLook_waitsForTheThird() {
    Kept first = kept("first");
    Kept second = kept("second");
    FileMender mender = mender(List.of(), first, second);
    mender.look();
    assertThat(first.file()).doesNotExist();
    mender.look();
    assertThat(first.file()).hasContent("content of first");
    assertThat(second.file()).hasContent("content of second");
    warnings.clear();

    delete(first);
    mender.look();
    delete(second);
    mender.look();
    assertThat(first.file()).exists();
    assertThat(second.file()).doesNotExist();
    mender.look();
    assertThat(second.file()).exists();
    assertThat(warnings).hasSize(2);
  }

  @Test
  void file_thatCannotBeWritten_isToldOnce_andIsWrittenOnceItCan() throws Exception {
    Path full = folder.resolve("full");
    Kept lost = new Kept(full.resolve("file"), "content", false);
    FileMender mender = mender(List.of(), lost);
    for (int i = 0; i < 9; i++) {
      mender.look();
    }
    assertThat(warnings).singleElement().asString().contains("cannot be written");

    Files.createDirectory(full);
    mender.look();
    assertThat(lost.file()).hasContent("content");
    assertThat(warnings).hasSize(2).last().asString().contains("is written again");
  }

  @Test
  void home_thatIsBeingDeleted_getsNothingBack() throws Exception {
    Path lock = Files.createFile(folder.resolve("lock"));
    Path journal = Files.createFile(folder.resolve("journal.db"));
    Kept lost = kept("lost");
    FileMender mender = mender(List.of(lock, journal), lost);
    Files.delete(journal);
    for (int i = 0; i < 4; i++) {
      mender.look();
    }

    assertThat(lost.file()).doesNotExist();
    assertThat(warnings).isEmpty();
  }

  private Kept kept(String name) {
    return new Kept(folder.resolve(name), "content of " + name, false);
  }

  private FileMender mender(List<Path> marks, Kept... files) {
    return new FileMender(new HomeFiles(List.of(files), marks), warnings::add);
  }

  private static void delete(Kept kept) {
    assertThat(kept.file().toFile().delete()).isTrue();
  }
}
