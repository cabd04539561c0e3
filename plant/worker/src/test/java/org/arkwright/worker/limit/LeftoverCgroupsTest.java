package org.arkwright.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups are folders; one that still has a process in it is like one that still has a file. */
final class LeftoverCgroupsTest {
  @TempDir Path root;
  private final LeftoverCgroups leftover = new LeftoverCgroups();

  @Test
  void emptyGroup_isRemovedAtOnce_andOneThatIsGoneIsNoProblem() throws IOException {
    Path group = Files.createDirectory(root.resolve("rank"));

    leftover.remove(group);
    leftover.remove(group);

    assertThat(group).doesNotExist();
  }

  @Test
  void groupsInUse_areRemovedByTheFirstRetryAfterTheyAreEmpty() throws IOException {
    Path one = inUse("one");
    Path two = inUse("two");
    Path three = inUse("three");
    leftover.remove(one);
    leftover.remove(two);
    leftover.remove(three);
    empty(one);
    empty(three);

    leftover.retry();

    assertThat(one).doesNotExist();
    assertThat(two).exists();
    assertThat(three).doesNotExist();

    leftover.retry();
    assertThat(two).exists();
    empty(two);
    leftover.retry();
    assertThat(two).doesNotExist();
  }

  @Test
  void groupThatWasRemoved_isLeftAloneWhenAnotherHasItsName() throws IOException {
    Path group = inUse("rank");
    leftover.remove(group);
    empty(group);
    leftover.retry();
    Files.createDirectory(group);

    leftover.retry();

    assertThat(group).exists();
  }

  private Path inUse(String name) throws IOException {
    Path group = Files.createDirectory(root.resolve(name));
    Files.createFile(group.resolve("process"));
    return group;
  }

  private static void empty(Path group) throws IOException {
    Files.delete(group.resolve("process"));
  }
}
