package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The bubblewrap sandbox: a read-only root, a new {@code /tmp}, {@code /dev} and {@code /proc},
 * separate namespaces for process ids and System V IPC, no capabilities. The network is the
 * machine's, since the ranks of a gang communicate with each other.
 */
final class Sandbox {
  /**
   * A stop signal goes to the whole process group. Bubblewrap itself must ignore it, or the command
   * would be killed at once instead of having its grace period; for the command the default is
   * restored.
   */
  private static final String STOP_SIGNALS = "TERM,INT,HUP";

  private static final Path DEV = Path.of("/dev");
  private static final Pattern ACCELERATOR =
      Pattern.compile("nvidia.*|kfd|dri|accel\\d*|vfio|neuron\\d+|davinci.*|hisi_hdc|devmm_svm");

  private Sandbox() {}

  /**
   * Returns the arguments that precede a command.
   *
   * @param writable existing folders to which the command may write
   */
  static List<String> argv(List<Path> writable) {
    List<String> argv = new ArrayList<>(List.of("env", "--ignore-signal=" + STOP_SIGNALS));
    argv.addAll(List.of("bwrap", "--die-with-parent", "--unshare-pid", "--unshare-ipc"));
    argv.addAll(List.of("--cap-drop", "ALL", "--ro-bind", "/", "/", "--dev", "/dev"));
    argv.addAll(List.of("--proc", "/proc", "--tmpfs", "/tmp"));
    for (String device : accelerators()) {
      argv.addAll(List.of("--dev-bind", device, device));
    }
    for (Path folder : writable) {
      argv.addAll(List.of("--bind", folder.toString(), folder.toString()));
    }
    argv.addAll(List.of("--", "env", "--default-signal=" + STOP_SIGNALS));
    return List.copyOf(argv);
  }

  /** All device files: which devices a rank uses is set by its visibility variables. */
  private static List<String> accelerators() {
    String[] names = DEV.toFile().list((_, name) -> ACCELERATOR.matcher(name).matches());
    return names == null
        ? List.of()
        : Arrays.stream(names).sorted().map(name -> DEV.resolve(name).toString()).toList();
  }

  /** Throws, with the reason, if such a sandbox does not work. */
  static void verify() throws IOException {
    List<String> command = new ArrayList<>(argv(List.of()));
    command.add("true");
    MechanismTrial.output(command);
  }
}
