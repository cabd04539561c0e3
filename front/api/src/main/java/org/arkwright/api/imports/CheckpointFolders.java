package org.arkwright.api.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.arkwright.artifact.blob.SealedFolder;

/**
 * The folders into which jobs wrote checkpoints. Once a job has ended, artifact versions hold their
 * content.
 */
public final class CheckpointFolders {
  private static final String ENDING = ".checkpoints";

  private CheckpointFolders() {}

  /** Removes the folders of jobs that are not live, and returns how many. */
  public static int collect(Path work, Set<String> liveJobs) throws IOException {
    int removed = 0;
    try (Stream<Path> all = Files.list(work)) {
      for (Path folder : all.filter(each -> each.toString().endsWith(ENDING)).toList()) {
        String name = String.valueOf(folder.getFileName());
        if (!liveJobs.contains(name.substring(0, name.length() - ENDING.length()))) {
          SealedFolder.delete(folder);
          removed++;
        }
      }
    }
    return removed;
  }
}
