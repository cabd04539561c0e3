package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.arkwright.model.id.AttemptId;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns what of an attempt's folder, before, while and after its ranks run. */
final class OwnedFoldersTest {
  private static final AttemptId ATTEMPT = Launches.attempt(1);
  private static final int SET_USER_ID = 04000;

  @TempDir Path root;
  private final SandboxUser users = new SandboxUser(61_184, 4_096, true);
  private Path folder;
  private Path file;
  private Path stored;

  @BeforeEach
  void fill() throws IOException {
    folder = Files.createDirectories(root.resolve("work/deeper")).getParent();
    file = Files.writeString(folder.resolve("deeper/file"), "the job's");
    stored = Files.writeString(root.resolve("stored"), "the store's");
    Files.createLink(folder.resolve("input"), stored);
    Files.createSymbolicLink(folder.resolve("link"), stored);
  }

  @Test
  void folder_isTheAttempts_withAllThatIsInIt_exceptWhatHasAnotherName() throws IOException {
    assumeTrue(isRoot());

    OwnedFolders.give(folder, users, ATTEMPT);

    int user = users.of(ATTEMPT);
    assertThat(user).isBetween(61_184, 61_184 + 4_095);
    assertThat(owner(folder)).isEqualTo(user);
    assertThat(owner(folder.resolve("deeper"))).isEqualTo(user);
    assertThat(owner(file)).isEqualTo(user);
    assertThat(owner(folder.resolve("link"))).isEqualTo(user);
    assertThat(owner(stored))
        .as("a file of the store, by a hard link and by a symbolic one")
        .isZero();
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(user);

    OwnedFolders.takeBack(folder, users);

    assertThat(owner(folder)).isZero();
    assertThat(owner(file)).isZero();
  }

  @Test
  void filesThatRunAsTheirOwner_areTakenBackWithoutThat() throws IOException {
    int own = (int) Files.getAttribute(file, "unix:uid");
    Files.setAttribute(file, "unix:mode", SET_USER_ID | 0755);

    OwnedFolders.takeBack(folder, new SandboxUser(own, 1, isRoot()));

    assertThat((int) Files.getAttribute(file, "unix:mode") & 07777).isEqualTo(0755);
  }

  @Test
  void workerThatIsNotRoot_hasNobodyToGiveItTo() throws IOException {
    int own = owner(folder);

    OwnedFolders.give(folder, new SandboxUser(61_184, 1, false), ATTEMPT);

    assertThat(owner(folder)).isEqualTo(own);
    assertThat(owner(file)).isEqualTo(own);
  }

  @Test
  void folderThatIsALink_orIsNotThere_isLeftAlone() throws IOException {
    Path link = Files.createSymbolicLink(root.resolve("link"), folder);
    int own = owner(folder);

    OwnedFolders.give(link, users, ATTEMPT);
    OwnedFolders.give(root.resolve("none"), users, ATTEMPT);

    assertThat(owner(folder)).isEqualTo(own);
    assertThat(root.resolve("none")).doesNotExist();
  }

  @Test
  void users_areOfTheirRange_whateverTheAttempt_andTheWorkersOwnWhereItIsNotRoot()
      throws IOException {
    for (int number = 1; number < 200; number++) {
      assertThat(users.of(Launches.attempt(number))).isBetween(61_184, 61_184 + 4_095);
      assertThat(new SandboxUser(1000, 1, false).of(Launches.attempt(number))).isEqualTo(1000);
    }
    boolean all = Files.readString(Path.of("/proc/self/uid_map")).contains("4294967295");
    assumeTrue(all || !isRoot());
    SandboxUser found = SandboxUser.find().orElseThrow();
    assertThat(found.root()).isEqualTo(isRoot());
    assertThat(found.first()).isEqualTo(isRoot() ? 0x70000000 : owner(folder));
  }

  private static boolean isRoot() throws IOException {
    return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
  }

  private static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
