package org.arkwright.server.home;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.arkwright.server.home.HomeFiles.Kept;

/**
 * Puts back the files of a home that are lost or damaged, each once two looks in a row have found
 * it so: at the first, somebody may be writing it. For one thread.
 */
final class FileMender {
  private final HomeFiles kept;
  private final Consumer<String> warnings;
  private final Set<Path> unwritable = new HashSet<>();
  private Set<Kept> damagedBefore = Set.of();

  /**
   * @param warnings told of each file that is written again, and once of each that cannot be
   */
  FileMender(HomeFiles kept, Consumer<String> warnings) {
    this.kept = kept;
    this.warnings = warnings;
  }

  /** Looks at all files. Blocks for the disk. */
  void look() {
    List<Kept> damaged = kept.damaged();
    Set<Kept> left = new HashSet<>(damaged);
    for (Kept lost : damaged) {
      if (damagedBefore.contains(lost) && !kept.isBeingDeleted() && restored(lost)) {
        left.remove(lost);
      }
    }
    damagedBefore = left;
  }

  /** Returns false where it cannot be written now, as on a full disk. */
  private boolean restored(Kept lost) {
    try {
      lost.restore();
      unwritable.remove(lost.file());
      warnings.accept(lost.file() + " was missing or damaged, and is written again");
      return true;
    } catch (IOException e) {
      if (unwritable.add(lost.file())) {
        warnings.accept(lost.file() + " is missing or damaged, and cannot be written: " + e);
      }
      return false;
    }
  }
}
