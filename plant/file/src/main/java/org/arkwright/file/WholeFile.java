package org.arkwright.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes small files so that their readers find the old content or the new, never a part of one.
 * Programs that write the same file at the same time have to agree on who does.
 */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Puts the content in place of the file, if there is one. When this returns, it survives a power
   * loss; what was beside the file as {@code NAME.draft} is gone. Blocks for the disk.
   *
   * @throws IOException when the content could not be made durable; the file is then as it was,
   *     unless the disk failed after the replacement
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path target = file.toAbsolutePath();
    Path draft = target.resolveSibling(file.getFileName() + ".draft");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
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
