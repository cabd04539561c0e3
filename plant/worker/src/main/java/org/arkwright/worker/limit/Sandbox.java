package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.Isolation;
import org.arkwright.worker.rank.EntryScript;
import org.arkwright.worker.rank.RankCommand;
import org.arkwright.worker.rank.RankEntry;
import org.arkwright.worker.rank.UnrunnableException;

/**
 * The sandbox of ranks, by bubblewrap: a root of its own with the {@link SandboxFolders} and what
 * the job was given; namespaces for processes, IPC, host name and control groups; no capabilities,
 * no new privileges, a {@link SeccompFilter}, and where the worker is root a user of its own. Every
 * program is named by its path and gets no variable of the job before it runs inside.
 */
final class Sandbox {
  /**
   * A stop signal goes to the whole process group. Bubblewrap itself must ignore it, or the command
   * would be killed at once instead of having its grace period; for the command the default is
   * restored.
   */
  private static final String STOP_SIGNALS = "TERM INT HUP";

  private static final Path ENTRY = Path.of("/run/arkwright/entry");
  private static final Path DEV = Path.of("/dev");
  private static final Pattern ACCELERATOR =
      Pattern.compile("nvidia.*|kfd|dri|accel\\d*|vfio|neuron\\d+|davinci.*|hisi_hdc|devmm_svm");

  private final Programs programs;
  private final SandboxFolders folders;
  private final SandboxUser users;
  private final Path filter;

  private record Programs(Path bubblewrap, Path env, Path setpriv) {
    static Programs find() throws IOException {
      return new Programs(
          find("bwrap", "bubblewrap"), find("env", "coreutils"), find("setpriv", "util-linux"));
    }

    private static Path find(String name, String ofPackage) throws IOException {
      return Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin")
          .map(folder -> Path.of(folder, name))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(
              () -> new IOException("%s is not installed (package %s)".formatted(name, ofPackage)));
    }
  }

  private Sandbox(Programs programs, SandboxFolders folders, SandboxUser users, Path filter) {
    this.programs = programs;
    this.folders = folders;
    this.users = users;
    this.filter = filter;
  }

  /**
   * Finds what a sandbox needs, and tries one.
   *
   * @param folder the worker's folder, to keep the filter in
   * @throws IOException when there is no sandbox that holds on this machine; the message says why
   */
  static Sandbox open(Path folder, SandboxFolders folders) throws IOException {
    SandboxUser users =
        SandboxUser.find()
            .orElseThrow(() ->
                new IOException(
                    "this container has no user ids for jobs: it needs 61184 to 65279"));
    String architecture = System.getProperty("os.arch");
    SeccompFilter program =
        SeccompFilter.of(architecture)
            .orElseThrow(() ->
                new IOException("the system calls of %s are not known".formatted(architecture)));
    Path filter = folder.toAbsolutePath().resolve("seccomp");
    Files.write(filter, program.program());
    Sandbox sandbox = new Sandbox(Programs.find(), folders, users, filter);
    new SandboxTrial(sandbox, folder).run();
    return sandbox;
  }

  /** Whether ranks run under a user of their own. */
  boolean hasOwnUser() {
    return users.root();
  }

  SandboxUser users() {
    return users;
  }

  /**
   * What one rank is given.
   *
   * @param work its attempt's working folder, which exists
   * @param readable its inputs
   * @param writable its outputs and checkpoints
   * @param devices whether it may use the node's devices
   */
  record Grant(
      AttemptId attempt,
      Path work,
      List<Path> readable,
      List<Path> writable,
      boolean devices,
      Isolation isolation) {}

  /**
   * Prepares a rank's entry.
   *
   * @throws UnrunnableException when the command's folder or program is not in the sandbox
   * @throws IOException when its files cannot be written
   */
  RankEntry enter(RankCommand command, Grant grant) throws IOException {
    int user = users.of(grant.attempt());
    Path directory = command.directory();
    requireVisible(directory, grant);
    Path program = program(directory.resolve(command.argv().getFirst()), command, grant);
    if (folders.hides(program) && !isGranted(program, grant)) {
      throw new UnrunnableException(
          "%s is in a folder of the server, which no sandbox sees: install it elsewhere"
              .formatted(program));
    }
    TreeMap<String, String> variables = new TreeMap<>(command.variables());
    Path home = Path.of(variables.getOrDefault("HOME", "/"));
    if (!folders.shows(home) && !isGranted(home, grant)) {
      variables.put("HOME", grant.work().toString()); // the worker's own is not there
    }
    EntryScript.write(command.entry(), directory, variables, false);
    Path accounts = command.entry().resolveSibling(command.entry().getFileName() + ".passwd");
    Files.writeString(accounts, accounts(user, grant.work()));
    Files.setPosixFilePermissions(accounts, PosixFilePermissions.fromString("r--r--r--"));
    if (users.root()) {
      Files.setAttribute(command.entry(), "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    }
    SandboxFolders.Arguments all = new SandboxFolders.Arguments();
    all.add(programs.bubblewrap, "--die-with-parent", "--unshare-pid", "--unshare-ipc");
    all.add("--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL", "--seccomp", "9");
    if (grant.isolation() == Isolation.SANDBOX_OFFLINE) {
      all.add("--unshare-net");
    }
    if (users.root()) {
      // For setpriv alone, which gives them up together with root.
      all.add("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP");
    }
    mounts(all, grant, accounts);
    for (Path each : SandboxProgram.needs(program, folders)) {
      if (!isGranted(each, grant)) {
        all.bind("--ro-bind", each, each);
      }
    }
    all.bind("--ro-bind", command.entry(), ENTRY);
    all.add("--remount-ro", "/", "--chdir", "/", "--");
    all.add(programs.env, "--default-signal=" + STOP_SIGNALS.replace(' ', ','));
    if (users.root()) {
      all.add(programs.setpriv, "--reuid", user, "--regid", user, groups(grant.devices()));
      all.add("--inh-caps=-all", "--bounding-set=-all", "--no-new-privs");
    }
    all.add("/bin/sh", ENTRY);
    List<String> argv = new ArrayList<>(all.list());
    argv.add(program.toString());
    argv.addAll(command.argv().subList(1, command.argv().size()));
    String open = "exec 9< " + EntryScript.quoted(filter.toString());
    return new RankEntry(List.of("trap '' " + STOP_SIGNALS, open), argv);
  }

  /**
   * The program itself, or its namesake in a folder of {@code PATH} that every sandbox sees: what
   * is in other folders, such as the shims of pyenv, may need more of them than itself.
   */
  private Path program(Path found, RankCommand command, Grant grant) throws IOException {
    List<Path> path =
        Stream.of(command.variables().getOrDefault("PATH", "").split(":", -1))
            .filter(folder -> folder.startsWith("/"))
            .map(Path::of)
            .toList();
    if (isGranted(found, grant)
        || folders.shows(found)
        || SandboxProgram.isOfPython(found)
        || !path.contains(found.getParent())) {
      return found;
    }
    return path.stream()
        .map(folder -> folder.resolve(found.getFileName()))
        .filter(each -> folders.shows(each) && Files.isExecutable(each))
        .findFirst()
        .orElse(found);
  }

  private void mounts(SandboxFolders.Arguments all, Grant grant, Path accounts) throws IOException {
    all.add("--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/dev/shm");
    all.add("--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--tmpfs", "/var/tmp");
    folders.arguments(grant.devices()).forEach(all::add);
    all.bind("--ro-bind", accounts, Path.of("/etc/passwd"));
    if (grant.devices()) {
      accelerators().forEach(device -> all.bind("--dev-bind", device, device));
    }
    for (Path each : grant.readable()) {
      all.bind("--ro-bind", each, each);
    }
    for (Path each : grant.writable()) {
      all.bind("--bind", each, each);
    }
    all.bind("--bind", grant.work(), grant.work());
  }

  private void requireVisible(Path directory, Grant grant) throws IOException {
    Path real = directory.toRealPath();
    boolean visible = folders.shows(real) || (real.startsWith("/tmp") && !folders.hides(real));
    if (isGranted(real, grant) || visible) {
      return;
    }
    throw new UnrunnableException(
        ("the working directory %s is not in the sandbox: expected the job's own folder, or one"
                + " that the site lists in sandbox.readable or sandbox.writable of site.yaml")
            .formatted(directory));
  }

  private static boolean isGranted(Path path, Grant grant) {
    return Stream.of(List.of(grant.work()), grant.readable(), grant.writable())
        .flatMap(List::stream)
        .anyMatch(path::startsWith);
  }

  private static String accounts(int user, Path home) {
    return "root:x:0:0::/:/usr/sbin/nologin\n"
        + "job:x:%d:%d::%s:/bin/sh\n".formatted(user, user, home)
        + "nobody:x:65534:65534::/:/usr/sbin/nologin\n";
  }

  /** The groups that devices are given to, or none: the worker's own are not the job's. */
  private static String groups(boolean devices) throws IOException {
    List<String> groups = new ArrayList<>();
    if (devices) {
      for (Path device : accelerators()) {
        String group = Files.getAttribute(device, "unix:gid").toString();
        if (!group.equals("0") && !groups.contains(group)) {
          groups.add(group);
        }
      }
    }
    return groups.isEmpty() ? "--clear-groups" : "--groups=" + String.join(",", groups);
  }

  /** All device files: which devices a rank uses is set by its visibility variables. */
  private static List<Path> accelerators() {
    String[] names = DEV.toFile().list((_, name) -> ACCELERATOR.matcher(name).matches());
    return names == null ? List.of() : Stream.of(names).sorted().map(DEV::resolve).toList();
  }
}
