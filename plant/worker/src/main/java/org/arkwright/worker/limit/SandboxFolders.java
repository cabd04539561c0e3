package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folders of the machine that sandboxed ranks see, and those that they never do.
 *
 * @param readable further folders that the site lets every sandboxed job read
 * @param writable further folders that the site lets every sandboxed job write
 * @param hidden folders of the server and the worker: left out of the others, and masked where they
 *     lie in a visible one
 */
public record SandboxFolders(List<Path> readable, List<Path> writable, List<Path> hidden) {
  /** Programs and their libraries. */
  private static final List<Path> SYSTEM =
      Stream.of(
              "/usr",
              "/bin",
              "/sbin",
              "/lib",
              "/lib32",
              "/lib64",
              "/libx32",
              "/opt",
              "/nix/store",
              "/gnu/store")
          .map(Path::of)
          .toList();

  /** What programs need to find libraries, hosts, certificates and the time; no secrets. */
  private static final List<String> SETTINGS =
      List.of(
          "OpenCL",
          "alternatives",
          "ca-certificates",
          "ca-certificates.conf",
          "crypto-policies",
          "fonts",
          "gai.conf",
          "host.conf",
          "hosts",
          "inputrc",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "localtime",
          "magic",
          "mime.types",
          "nsswitch.conf",
          "os-release",
          "pki",
          "protocols",
          "resolv.conf",
          "services",
          "ssl/certs",
          "ssl/openssl.cnf",
          "terminfo",
          "timezone",
          "vulkan");

  public SandboxFolders {
    List<Path> never = List.copyOf(hidden);
    Predicate<Path> own = folder -> never.stream().anyMatch(folder::startsWith);
    readable = readable.stream().filter(own.negate()).toList();
    writable = writable.stream().filter(own.negate()).toList();
    hidden = never;
  }

  /** Returns bubblewrap's arguments for what every sandbox sees of the machine. */
  List<String> arguments(boolean devices) throws IOException {
    Arguments all = new Arguments();
    for (Path folder : SYSTEM) {
      if (Files.isSymbolicLink(folder)) {
        all.add("--symlink", Files.readSymbolicLink(folder).toString(), folder.toString());
      } else if (Files.isDirectory(folder)) {
        all.bind("--ro-bind", folder, folder);
      }
    }
    for (String name : SETTINGS) {
      Path file = Path.of("/etc", name);
      if (Files.exists(file)) {
        all.bind("--ro-bind", file.toRealPath(), file);
      }
    }
    for (Path folder : kernel(devices)) {
      if (Files.isDirectory(folder)) {
        all.bind("--ro-bind", folder, folder);
      }
    }
    for (Path folder : readable) {
      all.bind("--ro-bind-try", folder, folder);
    }
    for (Path folder : writable) {
      all.bind("--bind-try", folder, folder);
    }
    for (Path folder : hidden) {
      if (visible().anyMatch(folder::startsWith)) {
        all.add("--tmpfs", folder.toString());
      }
    }
    return all.list();
  }

  /** How the machine is built: numbers of cores for everybody, buses for who has devices. */
  private static List<Path> kernel(boolean devices) {
    return Stream.of(
            devices
                ? new String[] {"/sys/devices", "/sys/class", "/sys/bus", "/sys/module", "/sys/dev"}
                : new String[] {"/sys/devices/system"})
        .map(Path::of)
        .toList();
  }

  /** Whether the path is in a folder that every sandbox sees, and not hidden there. */
  boolean shows(Path path) {
    return visible().anyMatch(path::startsWith) && hidden.stream().noneMatch(path::startsWith);
  }

  /** Whether the path is one of the hidden folders, in one, or around one. */
  boolean hides(Path path) {
    return hidden.stream().anyMatch(each -> path.startsWith(each) || each.startsWith(path));
  }

  private Stream<Path> visible() {
    return Stream.of(SYSTEM, readable, writable).flatMap(List::stream);
  }

  /** Collects arguments. */
  static final class Arguments {
    private final Stream.Builder<String> all = Stream.builder();

    /** Binds a file or folder; bubblewrap would give the parents of a private one its mode. */
    void bind(String how, Path source, Path target) {
      Path parent = target.getParent();
      if (parent != null && parent.getNameCount() > 0) {
        add("--dir", parent);
      }
      add(how, source, target);
    }

    void add(Object... words) {
      for (Object word : words) {
        all.add(word.toString());
      }
    }

    List<String> list() {
      return all.build().toList();
    }
  }
}
