package org.arkwright.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes files so that their readers find the old content or the new, never a part of one. Programs
 * that write the same file at the same time have to agree on who does.
 */
public final class WholeFile {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private WholeFile() {}

  /**
   * Puts the content in place of the file, if there is one. When this returns, it survives a power
   * loss; what was beside the file as {@linkplain #draft NAME.draft} is gone. Blocks for the disk.
   *
   * @param content in parts, one after another
   * @throws IOException when the content could not be made durable; the file is then as it was,
   *     unless the disk failed after the replacement
   */
  public static void replace(Path file, byte[]... content) throws IOException {
    write(file, content);
  }

  /** As {@link #replace}; only the file's owner may read and write it, at any time. */
  public static void replacePrivate(Path file, byte[]... content) throws IOException {
    // What a crash left may be open to others.
    Files.deleteIfExists(draft(file));
    write(file, content, OWNER_ONLY);
  }

  /** The name under which a file's new content is written; a crash may leave it. */
  public static Path draft(Path file) {
    return file.resolveSibling(file.getFileName() + ".draft");
  }

  private static void write(Path file, byte[][] content, FileAttribute<?>... attributes)
      throws IOException {
    Path target = file.toAbsolutePath();
    Path draft = draft(target);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE),
            attributes)) {
      for (byte[] part : content) {
        ByteBuffer bytes = ByteBuffer.wrap(part);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      // Before the rename, or a power loss could leave the new name with nothing in it.
      channel.force(true);
    }
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = target.getParent();
    if (folder != null) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }
}
