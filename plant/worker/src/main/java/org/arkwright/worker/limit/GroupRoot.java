package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A folder of one hierarchy in which ranks get groups of their own, and what those groups bound.
 */
record GroupRoot(GroupFiles files, Path folder, List<CgroupController> controllers) {
  GroupRoot {
    controllers = List.copyOf(controllers);
  }

  /** Whether a rank with these amounts needs a group here. */
  boolean bounds(LimitValues amounts) {
    return controllers.stream().anyMatch(controller -> amounts.of(controller).isPresent());
  }

  /**
   * Makes the group with its limits set; on failure none is left behind. A group of that name that
   * exists already is taken over with what its members have used.
   */
  RankGroup open(String name, LimitValues amounts) throws IOException {
    Path group = folder.resolve(name);
    try {
      Files.createDirectory(group);
    } catch (FileAlreadyExistsException _) {
      // left by a worker that died between making the group and spawning the rank
    }
    try {
      for (CgroupController controller : controllers) {
        OptionalLong amount = amounts.of(controller);
        if (amount.isPresent()) {
          files.limit(group, controller, amount.getAsLong());
        }
      }
    } catch (IOException e) {
      Files.deleteIfExists(group);
      throw e;
    }
    return new RankGroup(files, group);
  }
}
