package org.arkwright.local;

import java.nio.file.Path;

/**
 * Where the parts of this machine's site keep what is theirs.
 *
 * @param home in which each worker has a folder of its own
 * @param logs what ranks write
 * @param work where fresh working folders are made
 * @param serverFile JSON that names the control plane's present address
 * @param tokenFile the token that workers show there
 */
public record LocalFolders(Path home, Path logs, Path work, Path serverFile, Path tokenFile) {
  /** That of the machine's own node. */
  Path worker() {
    return home.resolve("worker");
  }

  /** That of a site which is a partition of this machine. */
  Path worker(String site) {
    return home.resolve("worker-" + site);
  }
}
