package org.arkwright.cli.snapshot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.arkwright.cli.terminal.WrongUseException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a folder that travel with a job. Left out are what an ignore file names, and
 * always version control, virtual environments and other tools' caches.
 */
final class FolderScan extends SimpleFileVisitor<Path> {
  /** The largest total size, in bytes; the server's own limit. */
  static final long SIZE_MAX = 500_000_000;

  /** The most files; the server's own limit. */
  static final int FILES_MAX = 100_000;

  static final String OWN_IGNORE_FILE = ".arkwrightignore";
  private static final String GIT_IGNORE_FILE = ".gitignore";
  private static final Set<String> NEVER =
      Set.of(".git", ".hg", ".svn", "node_modules", "__pycache__", ".ipynb_checkpoints");
  private static final int NAMED_MAX = 3;

  private final Path root;
  private final Set<Path> others;
  private final List<String> ignoreFiles;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final SortedMap<String, BasicFileAttributes> files = new TreeMap<>();
  private final SortedMap<String, String> links = new TreeMap<>();
  private final SortedSet<String> leftOut = new TreeSet<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Long> sizes = new TreeMap<>();
  private long size;
  private int unkept;

  /** An ignore file and its folder. */
  private record Level(Path folder, IgnoreFile file) {}

  /**
   * What a scan found.
   *
   * @param files regular files, by path below the folder
   * @param links targets of symbolic links that stay below the folder
   * @param leftOut paths that the ignore file named, folders with {@code /} at their end
   * @param notes sentences on what could not be taken
   * @param size of the files, in bytes
   */
  record Found(
      SortedMap<String, BasicFileAttributes> files,
      SortedMap<String, String> links,
      SortedSet<String> leftOut,
      List<String> notes,
      long size) {

    /** Returns the files and links whose paths are wanted. */
    Found only(Predicate<String> wanted) {
      SortedMap<String, BasicFileAttributes> some = new TreeMap<>(files);
      some.keySet().removeIf(wanted.negate());
      SortedMap<String, String> someLinks = new TreeMap<>(links);
      someLinks.keySet().removeIf(wanted.negate());
      long bytes = some.values().stream().mapToLong(BasicFileAttributes::size).sum();
      return new Found(some, someLinks, leftOut, notes, bytes);
    }
  }

  private FolderScan(Path root, Set<Path> others) {
    this.root = root;
    this.others = others;
    List<Path> above = above(root);
    boolean own = above.stream().anyMatch(folder -> Files.exists(folder.resolve(OWN_IGNORE_FILE)));
    this.ignoreFiles = own ? List.of(OWN_IGNORE_FILE) : List.of(OWN_IGNORE_FILE, GIT_IGNORE_FILE);
    above.stream()
        .filter(folder -> !folder.equals(root))
        .forEach(folder -> level(folder).ifPresent(levels::push));
  }

  /** The folder and those above it, up to that of its repository if it is in one; topmost first. */
  private static List<Path> above(Path root) {
    List<Path> above = new ArrayList<>();
    for (Path each = root; each != null; each = each.getParent()) {
      above.add(each);
      if (Files.exists(each.resolve(".git"))) {
        return above.reversed();
      }
    }
    return List.of(root);
  }

  /**
   * Finds the files of a folder.
   *
   * @param root a real path
   * @param others folders and files below it that do not belong to it, such as the home folder
   * @throws WrongUseException when the folder is too large; the message says what to do
   */
  static Found of(Path root, Set<Path> others) throws IOException {
    FolderScan scan = new FolderScan(root, others);
    Files.walkFileTree(root, scan);
    if (scan.unkept > NAMED_MAX) {
      scan.notes.add("%,d more are left out likewise".formatted(scan.unkept - NAMED_MAX));
    }
    return new Found(scan.files, scan.links, scan.leftOut, scan.notes, scan.size);
  }

  private Optional<Level> level(Path folder) {
    return ignoreFiles.stream()
        .map(folder::resolve)
        .filter(file -> Files.isRegularFile(file))
        .findFirst()
        .map(file -> new Level(folder, patterns(file)));
  }

  private static IgnoreFile patterns(Path file) {
    try {
      // Names of files are compared; bytes that are no text in UTF-8 match nothing.
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return IgnoreFile.parse(text.lines().toList());
    } catch (IOException unreadable) {
      throw new WrongUseException("cannot read %s: %s".formatted(file, unreadable.getMessage()));
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    if (!folder.equals(root)) {
      String name = Objects.requireNonNull(folder.getFileName()).toString();
      if (NEVER.contains(name) || others.contains(folder) || ActivePython.isEnvironment(folder)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (ignored(folder, true)) {
        leftOut.add(relative(folder) + "/");
        return FileVisitResult.SKIP_SUBTREE;
      }
    }
    level(folder).ifPresent(levels::push);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem) {
    if (!levels.isEmpty() && levels.getFirst().folder.equals(folder)) {
      levels.pop();
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String path = relative(file);
    if (others.contains(file)
        || NEVER.contains(Objects.requireNonNull(file.getFileName()).toString())) {
      return FileVisitResult.CONTINUE;
    }
    if (ignored(file, false)) {
      leftOut.add(path);
    } else if (attributes.isSymbolicLink()) {
      link(file, path);
    } else if (attributes.isRegularFile()) {
      if (!isPlain(path)) {
        note(path, "its name is not plain text");
        return FileVisitResult.CONTINUE;
      }
      files.put(path, attributes);
      add(path, attributes.size());
    }
    // Sockets, pipes and devices are nothing that can be sent.
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException problem) {
    if (!(problem instanceof NoSuchFileException)) { // Else it went while we looked.
      note(relative(file), "it cannot be read");
    }
    return FileVisitResult.CONTINUE;
  }

  private void link(Path file, String path) {
    Path target;
    try {
      target = Files.readSymbolicLink(file);
    } catch (IOException _) {
      return; // It went while we looked.
    }
    Path reached = file.resolveSibling(target).normalize();
    Path folder = Objects.requireNonNull(file.getParent());
    if (!reached.startsWith(root)) {
      note(path, "it is a link to %s, outside of this folder".formatted(target));
    } else if (!isPlain(path) || !isPlain(target.toString())) {
      note(path, "its name is not plain text");
    } else {
      // In the copy of the folder a whole path would lead back to the original.
      Path kept = target.isAbsolute() ? folder.relativize(reached) : target;
      links.put(path, kept.toString().isEmpty() ? "." : kept.toString());
      add(path, 0);
    }
  }

  /** A folder may hold thousands of the same kind; the first ones say enough. */
  private void note(String path, String why) {
    unkept++;
    if (unkept <= NAMED_MAX) {
      notes.add("'%s' is left out: %s".formatted(path, why));
    }
  }

  private void add(String path, long bytes) {
    size += bytes;
    int slash = path.indexOf('/');
    var _ = sizes.merge(slash < 0 ? path : path.substring(0, slash + 1), bytes, Long::sum);
    // Sizes are summed up to a few times the limit, so that the message can name the largest.
    if (size > 20 * SIZE_MAX || files.size() + links.size() > FILES_MAX) {
      throw tooLarge(true);
    }
  }

  static void requireFits(Found found, Path root) {
    if (found.size > SIZE_MAX) {
      FolderScan scan = new FolderScan(root, Set.of());
      found.files.forEach((path, attributes) -> {
        int slash = path.indexOf('/');
        var _ =
            scan.sizes.merge(
                slash < 0 ? path : path.substring(0, slash + 1), attributes.size(), Long::sum);
      });
      scan.size = found.size;
      scan.files.putAll(found.files);
      throw scan.tooLarge(false);
    }
  }

  private WrongUseException tooLarge(boolean more) {
    String largest =
        sizes.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(NAMED_MAX)
            .map(entry -> entry.getKey() + " " + text(entry.getValue()))
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    return new WrongUseException(
        """
        the folder %s is too large to travel with a job: %s%s in %,d files (%s)
        expected: at most %s in %,d files
        Leave files out with a line each in %s; or import data once with \
        `arkwright dataset import` and read it with --in.
        Or run in the folder itself with --in-place (on this machine), or send nothing with \
        --no-snapshot.\
        """
            .formatted(
                root,
                more ? "more than " : "",
                text(size),
                files.size(),
                largest,
                text(SIZE_MAX),
                FILES_MAX,
                OWN_IGNORE_FILE));
  }

  /** Returns a size in the unit that people would use. */
  static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double amount = bytes;
    int unit = -1;
    while (amount >= 999.5 && unit < 3) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount, UNITS[unit]);
  }

  private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

  private boolean ignored(Path path, boolean folder) {
    for (Level level : levels) {
      Optional<Boolean> verdict =
          level.file.ignores(level.folder.relativize(path).toString(), folder);
      if (verdict.isPresent()) {
        return verdict.get();
      }
    }
    return false;
  }

  private String relative(Path path) {
    return root.relativize(path).toString();
  }

  /** Whether the name can be written into a manifest and read again. */
  private static boolean isPlain(String path) {
    return path.chars().noneMatch(Character::isISOControl)
        && path.indexOf('\\') < 0
        && path.indexOf('\uFFFD') < 0
        && path.length() <= 1024;
  }
}
