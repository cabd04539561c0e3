package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

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

  private static final Path DEV = Path.of("/dev");
  private static final Pattern ACCELERATOR =
      Pattern.compile("nvidia.*|kfd|dri|accel\\d*|vfio|neuron\\d+|davinci.*|hisi_hdc|devmm_svm");

  private Sandbox() {}

  /**
   * What to put in front of a command.
   *
   * @param writable folders that exist and that the command may write
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

  /** Which of them a rank uses is told by its visibility variables, sandboxed or not. */
  private static List<String> accelerators() {
    String[] names = DEV.toFile().list((_, name) -> ACCELERATOR.matcher(name).matches());
    return names == null
        ? List.of()
        : Arrays.stream(names).sorted().map(name -> DEV.resolve(name).toString()).toList();
  }

  /** Throws, with the reason, where such a sandbox does not work. */
  static void prove() throws IOException {
    List<String> command = new ArrayList<>(argv(List.of()));
    command.add("true");
    MechanismTrial.output(command);
  }
}
