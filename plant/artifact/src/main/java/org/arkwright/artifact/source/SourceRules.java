package org.arkwright.artifact.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;

/**
 * What imports may read with the server's rights: every job can read what was imported.
 *
 * @param roots the folders to which paths are confined; empty if paths are free
 * @param never folders that are never read, whatever the roots; the home folder, for one
 * @param localAddresses whether URLs may name this machine or its link, where services listen that
 *     trust their callers
 * @param network how other machines are reached
 */
public record SourceRules(
    List<Path> roots, List<Path> never, boolean localAddresses, Network network) {
  /** Folders of the kernel, whose files are no data and may block. */
  private static final List<Path> KERNEL = paths("/proc", "/sys", "/dev");

  /** Folders of secrets, refused unless a root includes them. */
  private static final List<Path> SECRETS = paths("/etc", "/run/secrets", "/boot");

  private static final List<String> KEY_FOLDERS =
      List.of(".ssh", ".gnupg", ".aws", ".kube", ".docker", ".config/gcloud");

  public SourceRules {
    roots = List.copyOf(roots);
    never = List.copyOf(never);
  }

  /** The rules of a server whose home is that folder. */
  public static SourceRules of(
      Path home, List<Path> roots, boolean localAddresses, Network network) {
    List<Path> never = new ArrayList<>(KERNEL);
    never.add(home);
    return new SourceRules(roots, never, localAddresses, network);
  }

  private static List<Path> paths(String... paths) {
    return List.of(paths).stream().map(Path::of).toList();
  }

  /**
   * Returns the file or folder of a path, links resolved.
   *
   * @throws ArtifactException when there is none, or it may not be read
   */
  Path check(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new ArtifactException(
          "there is no file or folder %s on the server's machine".formatted(text(path)));
    }
    Path real = path.toRealPath();
    for (Path closed : never) {
      refuse(real, realOrSame(closed), "is never imported: it is the server's or the kernel's");
    }
    if (!roots.isEmpty()) {
      if (roots.stream().map(SourceRules::realOrSame).noneMatch(real::startsWith)) {
        throw new ArtifactException(
            "%s is refused: imports.roots in site.yaml allows paths below %s"
                .formatted(text(real), roots));
      }
    } else {
      for (Path closed : secrets()) {
        refuse(
            real,
            realOrSame(closed),
            "holds secrets of this machine. If it is data, list it as imports.roots in site.yaml");
      }
    }
    if (!Files.isRegularFile(real) && !Files.isDirectory(real)) {
      throw new ArtifactException(
          "%s is neither a file nor a folder, but a pipe, a socket or a device, and is refused"
              .formatted(text(real)));
    }
    return real;
  }

  private static void refuse(Path real, Path closed, String because) throws ArtifactException {
    if (real.startsWith(closed)) {
      throw new ArtifactException("%s is refused: %s %s".formatted(text(real), closed, because));
    }
    if (closed.startsWith(real)) {
      throw new ArtifactException(
          "%s is refused: it contains %s, which %s".formatted(text(real), closed, because));
    }
  }

  private static List<Path> secrets() {
    Path user = Path.of(System.getProperty("user.home", "/"));
    List<Path> all = new ArrayList<>(SECRETS);
    KEY_FOLDERS.forEach(name -> all.add(user.resolve(name)));
    return all.stream().filter(Files::exists).toList();
  }

  private static Path realOrSame(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException _) {
      return path.toAbsolutePath().normalize();
    }
  }

  /**
   * Returns if the host of a URL may be called.
   *
   * @throws ArtifactException when the URL has no host, or it is this machine or its link
   */
  void check(URI uri) throws ArtifactException {
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw new ArtifactException("'%s' names no host: expected http(s)://HOST/…".formatted(uri));
    }
    if (localAddresses) {
      return;
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isAnyLocalAddress()
            || address.isMulticastAddress()) {
          throw new ArtifactException(
              ("%s is refused: %s is an address of the server's own machine or link. If it is"
                      + " meant, set imports.localAddresses: true in site.yaml.")
                  .formatted(host, address.getHostAddress()));
        }
      }
    } catch (UnknownHostException _) {
      // A proxy may know it; without one the download fails and says so.
      if (host.toLowerCase(Locale.ROOT).endsWith("localhost")) {
        throw new ArtifactException(host + " is refused: it is the server's own machine");
      }
    }
  }

  private static String text(Path path) {
    return PathText.of(path.toString());
  }
}
