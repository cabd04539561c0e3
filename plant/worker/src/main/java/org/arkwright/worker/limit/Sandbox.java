package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bubblewrap sandbox: a read-only root, a fresh {@code /tmp}, {@code /dev} and {@code /proc},
 * process ids and System V IPC of its own, no capabilities. The network stays the machine's, since
 * the ranks of a gang talk to each other.
 */
final class Sandbox {
  /**
   * A signal to stop goes to the whole process group. Bubblewrap itself must sit it out, or the
   * command would be killed at once instead of having its grace period; the command gets the
   * default back.
   */
  private static final String STOP_SIGNALS = "TERM,INT,HUP";

  private Sandbox() {}

  /**
   * What to put in front of a command.
   *
   * @param writable folders that exist and that the command may write
   * @param devices device files that it may use
   */
  static List<String> argv(List<Path> writable, List<Path> devices) {
    List<String> argv = new ArrayList<>(List.of("env", "--ignore-signal=" + STOP_SIGNALS));
    argv.addAll(List.of("bwrap", "--die-with-parent", "--unshare-pid", "--unshare-ipc"));
    argv.addAll(List.of("--cap-drop", "ALL", "--ro-bind", "/", "/", "--dev", "/dev"));
    argv.addAll(List.of("--proc", "/proc", "--tmpfs", "/tmp"));
    for (Path device : devices) {
      argv.addAll(List.of("--dev-bind", device.toString(), device.toString()));
    }
    for (Path folder : writable) {
      argv.addAll(List.of("--bind", folder.toString(), folder.toString()));
    }
    argv.addAll(List.of("--", "env", "--default-signal=" + STOP_SIGNALS));
    return List.copyOf(argv);
  }

  /** Throws, with the reason, where such a sandbox does not work. */
  static void prove() throws IOException {
    List<String> command = new ArrayList<>(argv(List.of(), List.of()));
    command.add("true");
    Trial.output(command);
  }
}
