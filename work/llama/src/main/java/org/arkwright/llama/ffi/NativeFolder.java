package org.arkwright.llama.ffi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Where llama.cpp's libraries lie: the folder that the property {@code arkwright.llama.natives}
 * names, else {@code llama.cpp} beside this program's jar, else the user's cache.
 */
public final class NativeFolder {
  /** Names the folder; for tests, and for libraries that somebody built. */
  public static final String PROPERTY = "arkwright.llama.natives";

  private static final String BESIDE_THE_JAR = "llama.cpp";
  private static final String MACHINE = "Linux on amd64";

  private NativeFolder() {}

  /** The pinned package: its version, hash and release of llama.cpp. */
  public static Properties pin() {
    Properties pin = new Properties();
    try (InputStream in =
        NativeFolder.class.getResourceAsStream("/org/arkwright/llama/natives.properties")) {
      if (in == null) {
        throw new IllegalStateException("natives.properties is missing");
      }
      pin.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pin;
  }

  /** The first folder that has the libraries; empty if none has, as on other machines. */
  public static Optional<Path> find() {
    if (!machine().equals(MACHINE)) {
      return Optional.empty();
    }
    return candidates().stream()
        .filter(folder -> Files.isRegularFile(library(folder, "llama")))
        .findFirst();
  }

  /** Why {@link #find} found nothing, and what to do. */
  public static String problem() {
    if (!machine().equals(MACHINE)) {
      return "models in GGUF are served on %s alone; this is %s".formatted(MACHINE, machine());
    }
    return "llama.cpp's libraries are not here; looked at %s. Run launcher/natives.sh where there is"
            .formatted(candidates())
        + " a network, as the user who starts this";
  }

  /** A library of the pinned release in a folder. */
  static Path library(Path folder, String name) {
    return folder.resolve("lib%s.%s.so".formatted(name, pin().getProperty("release")));
  }

  private static String machine() {
    return System.getProperty("os.name") + " on " + System.getProperty("os.arch");
  }

  private static List<Path> candidates() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return List.of(Path.of(named));
    }
    List<Path> candidates = new ArrayList<>();
    jar().ifPresent(jar -> candidates.add(jar.resolveSibling(BESIDE_THE_JAR)));
    candidates.add(cache().resolve("arkwright").resolve(pin().getProperty("folder")));
    return candidates;
  }

  private static Optional<Path> jar() {
    CodeSource source = NativeFolder.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(source.getLocation().toURI());
      return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static Path cache() {
    String named = System.getenv("XDG_CACHE_HOME");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    String home = System.getenv("HOME"); // Java takes its user's folder from the password file.
    return Path.of(home == null ? System.getProperty("user.home") : home, ".cache");
  }
}
