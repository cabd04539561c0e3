package org.arkwright.artifact.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.FileSet;
import org.arkwright.artifact.ImportLimits;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.model.artifact.StoredFiles;

/**
 * A walk through a folder that a job wrote, which trusts nothing in it. Every file is opened
 * relative to its folder's descriptor and described by its own; the job may exchange names
 * meanwhile and reaches nothing by it.
 *
 * <p>Regular files are taken. A link is taken as what it leads to if that is below the folder, and
 * else refused, as are pipes, sockets, devices and other mounts: leaving them out silently would
 * give a version that lacks what its maker believes to be in it. For one thread.
 */
public final class OutputWalk {
  private final String what;
  private final OutputLimits limits;
  private final OutputWatch watch;
  private final FileSet files;
  private final boolean inUse;
  private final OpenFile root;
  private final int owner;
  private final Deque<FileStat> folders = new ArrayDeque<>();
  private int entries;
  private int stored;
  private long bytes;
  private long holes;

  private OutputWalk(
      String what,
      OutputLimits limits,
      OutputWatch watch,
      FileSet files,
      boolean inUse,
      OpenFile root)
      throws IOException {
    this.what = what;
    this.limits = limits;
    this.watch = watch;
    this.files = files;
    this.inUse = inUse;
    this.root = root;
    this.owner = root.stat().uid();
  }

  /**
   * Stores the files in {@code trusted/path}.
   *
   * @param what the folder in words, such as {@code output 'model'}, for messages
   * @param trusted a folder that no job can exchange
   * @param path the folder below it, whose path must have no links
   * @param inUse whether the folder remains in use: its files are then copied, else linked
   * @return empty when the folder contains no files
   * @throws RefusedOutput when something in it cannot be stored; the message names it
   * @throws IOException when the store fails
   */
  public static Optional<StoredFiles> store(
      ArtifactStore store,
      String what,
      Path trusted,
      Path path,
      boolean inUse,
      OutputLimits limits,
      OutputWatch watch)
      throws IOException {
    ImportLimits bounds =
        new ImportLimits(
            limits.bytes(), limits.entries(), Integer.MAX_VALUE, limits.depth() + 1, limits.time());
    try {
      return Optional.of(
          store.importFrom(
              files -> {
                try (OpenFile parent = OpenFile.trusted(trusted);
                    OpenFile root = root(what, parent, path)) {
                  OutputWalk walk = new OutputWalk(what, limits, watch, files, inUse, root);
                  walk.folder(root, "");
                  if (walk.stored == 0) {
                    throw new NothingLeft();
                  }
                }
              },
              new ImportProgress(bounds)));
    } catch (NothingLeft _) {
      return Optional.empty();
    }
  }

  private static final class NothingLeft extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static OpenFile root(String what, OpenFile parent, Path path) throws RefusedOutput {
    try {
      return parent.folder(path.toString());
    } catch (IOException e) {
      throw new RefusedOutput(
          "the folder of %s is not the one that was made for it (%s): the job removed or replaced it"
              .formatted(what, e.getMessage()),
          e);
    }
  }

  private void folder(OpenFile folder, String path) throws IOException {
    FileStat self = folder.stat();
    if (folders.stream().anyMatch(self::isSame)) {
      throw refused(path, "is a link to a folder that it is in");
    }
    if (folders.size() > limits.depth()) {
      throw refused(
          path, "is more than %d folders deep: use fewer, or pack them".formatted(limits.depth()));
    }
    folders.push(self);
    for (String name : names(folder, path)) {
      watch.check();
      entries++;
      entry(folder, name, path.isEmpty() ? name : path + "/" + name);
    }
    folders.pop();
  }

  private List<String> names(OpenFile folder, String path) throws IOException {
    int left = limits.entries() - entries;
    List<String> names;
    try {
      names = folder.names(left + 1);
    } catch (RefusedOutput e) {
      throw refused(path, "holds " + e.getMessage());
    } catch (Libc.Failure e) {
      throw refused(path, "cannot be listed: " + e.getMessage());
    }
    if (names.size() > left) {
      throw new RefusedOutput(
          "%s holds more than %d files and folders: pack them into fewer, as a tar"
              .formatted(what, limits.entries()));
    }
    return names;
  }

  private void entry(OpenFile folder, String name, String path) throws IOException {
    OpenFile opened;
    try {
      FileKind kind = folder.stat(name).kind();
      opened =
          switch (kind) {
            case FILE, FOLDER -> folder.entry(name);
            case LINK -> followed(folder, name, path);
            case FIFO, SOCKET, DEVICE, OTHER ->
                throw refused(path, "is %s: only files can be stored".formatted(kind.words()));
          };
    } catch (Libc.Failure e) {
      throw refused(path, unopened(e));
    }
    try (opened) {
      FileStat stat = opened.stat();
      switch (stat.kind()) {
        case FILE -> file(opened, stat, path);
        case FOLDER -> folder(opened, path);
        default -> throw refused(path, "was exchanged while it was read");
      }
    }
  }

  private static String unopened(Libc.Failure e) {
    return switch (e.error()) {
      case Libc.CROSSES -> "is a mount of another file system: copy what it holds instead";
      case Libc.LOOP, Libc.NO_SUCH -> "was exchanged while it was read: end all writers first";
      default -> "cannot be opened: " + e.getMessage();
    };
  }

  private OpenFile followed(OpenFile folder, String name, String path) throws IOException {
    String target = PathText.of(folder.target(name));
    try {
      return root.followed(path);
    } catch (RefusedOutput e) {
      throw refused(
          path, "is %s, '%s': only files can be stored".formatted(e.getMessage(), target));
    } catch (Libc.Failure e) {
      throw refused(
          path,
          switch (e.error()) {
            case Libc.CROSSES, Libc.LOOP ->
                "is a link to '%s', which is not below its folder: copy the file instead"
                    .formatted(target);
            case Libc.NO_SUCH ->
                "is a link to '%s', which does not exist: remove it".formatted(target);
            case Libc.NO_SYSTEM_CALL ->
                "is a link, which this kernel cannot follow safely: copy the file instead";
            default -> "is a link to '%s': %s".formatted(target, e.getMessage());
          });
    }
  }

  private void file(OpenFile file, FileStat stat, String path) throws IOException {
    bytes += stat.size();
    holes += stat.holes();
    // Of all together: many files of few holes each are read, and copied, just as long.
    if (stat.holes() > 0 && holes > limits.holes().value() && holes / 100 > bytes - holes) {
      throw refused(
          path,
          "is %d bytes of which nearly none was written, as of those before it: make files as large"
                  .formatted(stat.size())
              + " as their content");
    }
    if (bytes > limits.bytes().value() || bytes < 0) {
      throw refused(path, "makes %s larger than %d bytes".formatted(what, limits.bytes().value()));
    }
    try {
      files.requireStorable(path);
    } catch (ArtifactException e) {
      throw new RefusedOutput("%s: %s".formatted(what, e.getMessage()), e);
    }
    try {
      store(path, new LeftFile(file, stat, owner, watch));
    } catch (Libc.Failure e) {
      throw refused(path, "cannot be read: " + e.getMessage());
    } catch (ArtifactException e) {
      // What a job exceeded has no cause; a full disk has, and is nobody's fault.
      throw e.getCause() == null
          ? new RefusedOutput("%s: %s".formatted(what, e.getMessage()), e)
          : e;
    }
    stored++;
  }

  private void store(String path, LeftFile file) throws IOException {
    // A linked file has a blob's permissions from then on; stored again, it must be the same.
    if (!inUse && !file.executable() && files.link(path, file::linkIfSole, false)) {
      return;
    }
    try (InputStream in = file.content()) {
      files.copy(path, in, file.executable());
    }
  }

  private RefusedOutput refused(String path, String why) {
    return new RefusedOutput(
        "%s: '%s' %s".formatted(what, path.isEmpty() ? "." : PathText.of(path), why));
  }
}
