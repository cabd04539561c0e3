package org.arkwright.cli.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.Terminal;

/** One folder's code on its way to the server; says on the error stream what travels. */
public final class FolderCode {
  private static final int NAMED_MAX = 3;

  private final Session session;
  private final Path folder;
  private FolderScan.@org.jspecify.annotations.Nullable Found found;

  /** Does nothing yet. */
  public FolderCode(Session session, Path folder) {
    this.session = session;
    this.folder = folder;
  }

  /**
   * Brings the folder's files to the server.
   *
   * @return the snapshot's digest; empty when there is nothing to send, or the folder is the root
   *     or the caller's home, where nothing is meant to travel
   */
  public Optional<String> keepAll() throws IOException {
    return keep(_ -> true, Set.of());
  }

  /**
   * Brings those of the folder's files to the server whose paths are wanted.
   *
   * @param others files of the folder that are no code, such as the pipeline's own file
   */
  public Optional<String> keep(Predicate<String> wanted, Set<Path> others) throws IOException {
    Path root = real();
    Terminal terminal = session.terminal();
    if (isTooWide(root)) {
      say(
          terminal,
          "no code travels along from %s: run this in your project's folder".formatted(root));
      return Optional.empty();
    }
    if (found == null) {
      Set<Path> apart = new HashSet<>(others);
      apart.add(session.home().folder());
      found = FolderScan.of(root, apart);
      found.notes().forEach(note -> say(terminal, note));
    }
    Snapshot snapshot = Snapshot.of(root, found, wanted);
    if (snapshot.isEmpty()) {
      if (!snapshot.leftOut().isEmpty()) {
        say(terminal, "no code travels along from %s: ignore files name all of it".formatted(root));
      }
      return Optional.empty();
    }
    Snapshot.Kept kept = snapshot.keep(session.api(), terminal);
    say(terminal, summary(kept));
    return Optional.of(kept.digest());
  }

  private Path real() {
    try {
      return folder.toRealPath();
    } catch (IOException _) {
      throw new FailureException(
          "the folder %s is gone\nGo to another one, or give --no-snapshot.".formatted(folder));
    }
  }

  private boolean isTooWide(Path root) throws IOException {
    Path home = Path.of(session.variable("HOME").orElse("/"));
    return root.getParent() == null
        || (Files.isDirectory(home) && home.toRealPath().startsWith(root));
  }

  private static String summary(Snapshot.Kept kept) {
    Snapshot snapshot = kept.snapshot();
    int files = snapshot.files().size();
    StringBuilder text = new StringBuilder("code: ");
    text.append(files).append(files == 1 ? " file, " : " files, ");
    text.append(FolderScan.text(snapshot.size()));
    text.append(" of ").append(snapshot.root());
    text.append(kept.filesSent() == 0 ? ", unchanged" : ", %d sent".formatted(kept.filesSent()));
    List<String> leftOut = snapshot.leftOut().stream().limit(NAMED_MAX).toList();
    if (!leftOut.isEmpty()) {
      text.append("; ignored: ").append(String.join(", ", leftOut));
      int more = snapshot.leftOut().size() - leftOut.size();
      text.append(more == 0 ? "" : " and %d more".formatted(more));
    }
    return text.toString();
  }

  static void say(Terminal terminal, String text) {
    terminal.err().println(terminal.errColors().faint("»") + " " + SafeText.of(text));
  }
}
