package org.arkwright.local;

import java.nio.file.Path;

/**
 * The folders and files of this machine's site.
 *
 * @param home the parent of the workers' home folders
 * @param logs the root of the ranks' logs
 * @param work the parent of new working folders
 * @param serverFile JSON with the control plane's current address
 */
public record LocalFolders(Path home, Path logs, Path work, Path serverFile) {
  /** The beginning of the names of the homes of the workers of partitions. */
  static final String PARTITION = "worker-";

  /** The home of the worker of the machine's own node. */
  Path worker() {
    return home.resolve("worker");
  }

  /** Returns the home of the worker of a site that is a partition of this machine. */
  Path worker(String site) {
    return home.resolve(PARTITION + site);
  }
}
