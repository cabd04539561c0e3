package org.arkwright.worker.limit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.arkwright.model.id.AttemptId;

/**
 * Folders that change their owner: to the user of a sandboxed attempt before its ranks start, and
 * back once they have ended. Nothing runs in them meanwhile. Links are not followed, and a file
 * with several names is left alone: it may be one of the store's.
 */
final class OwnedFolders {
  private static final int SET_IDS = 06000;

  private OwnedFolders() {}

  /** Gives a folder, with all that is in it, to an attempt's user; nothing if there is only one. */
  static void give(Path folder, SandboxUser users, AttemptId attempt) throws IOException {
    if (users.root()) {
      change(folder, users.of(attempt));
    }
  }

  /**
   * Takes back a folder, and takes from its files the bits that would make somebody who runs them
   * another user.
   */
  static void takeBack(Path folder, SandboxUser users) throws IOException {
    change(folder, users.root() ? 0 : users.first());
  }

  private static void change(Path folder, int user) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            own(each, user);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isSymbolicLink()
                || (int) Files.getAttribute(each, "unix:nlink", LinkOption.NOFOLLOW_LINKS) == 1) {
              own(each, user);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path each, IOException problem) {
            return FileVisitResult.CONTINUE; // nobody's to give
          }
        });
  }

  private static void own(Path file, int user) throws IOException {
    int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) != user) {
      Files.setAttribute(file, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
    }
    if ((mode & SET_IDS) != 0 && !Files.isSymbolicLink(file)) {
      Files.setAttribute(file, "unix:mode", mode & 0777);
    }
  }
}
