package org.arkwright.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.file.WholeFile;
import org.arkwright.model.id.NodeId;

/**
 * The file with an attempt's series. It is not synced: what a crash takes of it is lost. For one
 * writing thread, and any that read. Blocks.
 */
final class SeriesFile {
  private final Path file;
  private final long bytesMax;
  private long limit;
  private long bytes = -1;
  private final Map<NodeId, Long> ends = new HashMap<>();

  /**
   * @param bytesMax beyond that it is thinned
   */
  SeriesFile(Path file, long bytesMax) {
    this.file = file;
    this.bytesMax = bytesMax;
    this.limit = bytesMax;
  }

  /** Returns the blocks of a file; none where there is none. */
  static List<Block> read(Path file) throws IOException {
    return whole(file).blocks();
  }

  private static BlockForm.Read whole(Path file) throws IOException {
    try {
      return BlockForm.read(Files.readAllBytes(file));
    } catch (NoSuchFileException _) {
      return new BlockForm.Read(List.of(), 0);
    }
  }

  /**
   * Adds a block, without what is not later than the last of its node that the file has: workers
   * send again what may not have been written. Thins the file if it is too long then.
   */
  void append(Block block) throws IOException {
    if (bytes < 0) {
      BlockForm.Read found = whole(file);
      found.blocks().forEach(this::ended);
      bytes = found.bytes();
    }
    Optional<Block> later = block.after(ends.getOrDefault(block.source(), Long.MIN_VALUE));
    if (later.isPresent()) {
      write(later.get());
      ended(later.get());
    }
  }

  private void ended(Block block) {
    ends.merge(block.source(), block.endMillis(), Math::max);
  }

  private void write(Block block) throws IOException {
    byte[] added = BlockForm.write(block);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(bytes); // Behind what was whole is the rest of a write that was broken off.
      ByteBuffer buffer = ByteBuffer.wrap(added);
      while (buffer.hasRemaining()) {
        channel.write(buffer, bytes + buffer.position());
      }
    }
    bytes += added.length;
    if (bytes > limit) {
      thin();
    }
  }

  private void thin() throws IOException {
    ByteArrayOutputStream thin = new ByteArrayOutputStream();
    for (Block block : Thinning.thinned(read(file))) {
      thin.writeBytes(BlockForm.write(block));
    }
    WholeFile.replace(file, thin.toByteArray());
    bytes = thin.size();
    // What every node has at the least may be much in a large gang: thinning must stay rare.
    limit = Math.max(bytesMax, bytes + bytesMax / 2);
  }
}
