package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A folder of one hierarchy that contains the ranks' groups, and the controllers of those groups.
 */
record GroupRoot(GroupFiles files, Path folder, List<CgroupController> controllers) {
  GroupRoot {
    controllers = List.copyOf(controllers);
  }

  /** Whether a rank with these amounts needs a group here. */
  boolean limits(LimitValues amounts) {
    return controllers.stream().anyMatch(controller -> amounts.of(controller).isPresent());
  }

  /**
   * Creates a group with its limits; on failure no group remains. An existing group of that name is
   * reused, together with its members' usage.
   */
  RankGroup create(String name, LimitValues amounts) throws IOException {
    Path group = folder.resolve(name);
    try {
      Files.createDirectory(group);
    } catch (FileAlreadyExistsException _) {
      // left by a worker that died between creating the group and spawning the rank
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
