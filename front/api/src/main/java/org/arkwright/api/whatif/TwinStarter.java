package org.arkwright.api.whatif;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts the twin's process on the server's journal, within the limits of such a process. */
@FunctionalInterface
public interface TwinStarter {
  /**
   * Starts the twin.
   *
   * @param arguments its command and options, without the journal
   * @param folder where it runs, to which the paths of files are relative
   */
  Process start(List<String> arguments, Path folder) throws IOException;
}
