package org.arkwright.cli.command.worker;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --folder}: where a host keeps what it has as a worker. */
final class WorkerFolderOption {
  private static final String DEFAULT = ".arkwright-worker";

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      description = "What this host keeps as a worker; default: ~/.arkwright-worker.")
  private @Nullable Path folder;

  Path folder() {
    return (folder == null ? Path.of(System.getProperty("user.home"), DEFAULT) : folder)
        .toAbsolutePath()
        .normalize();
  }

  /** What a later command about this host needs behind its name; empty for nothing. */
  String words() {
    return folder == null ? "" : " --folder " + folder();
  }
}
