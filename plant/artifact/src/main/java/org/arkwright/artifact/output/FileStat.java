package org.arkwright.artifact.output;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the kernel says of a file; members of {@code struct statx} (statx(2)), whose layout is the
 * same on every architecture.
 *
 * @param mode kind and permissions
 * @param links how many names it has
 * @param blocks 512-byte units that it occupies
 * @param device the file system, as major and minor number
 */
record FileStat(
    int mode, int links, int uid, long inode, long size, long blocks, long device, long mount) {
  /** The size of {@code struct statx}. */
  static final long STRUCT_BYTES = 256;

  private static final int KIND_MASK = 0xf000;
  private static final int OWNER_EXECUTES = 0100;
  private static final long BLOCK_BYTES = 512;

  static FileStat read(MemorySegment statx) {
    return new FileStat(
        Short.toUnsignedInt(statx.get(ValueLayout.JAVA_SHORT, 28)),
        statx.get(ValueLayout.JAVA_INT, 16),
        statx.get(ValueLayout.JAVA_INT, 20),
        statx.get(ValueLayout.JAVA_LONG, 32),
        statx.get(ValueLayout.JAVA_LONG, 40),
        statx.get(ValueLayout.JAVA_LONG, 48),
        ((long) statx.get(ValueLayout.JAVA_INT, 136) << 32)
            | Integer.toUnsignedLong(statx.get(ValueLayout.JAVA_INT, 140)),
        statx.get(ValueLayout.JAVA_LONG, 144));
  }

  FileKind kind() {
    return switch (mode & KIND_MASK) {
      case 0x1000 -> FileKind.FIFO;
      case 0x2000, 0x6000 -> FileKind.DEVICE;
      case 0x4000 -> FileKind.FOLDER;
      case 0x8000 -> FileKind.FILE;
      case 0xa000 -> FileKind.LINK;
      case 0xc000 -> FileKind.SOCKET;
      default -> FileKind.OTHER;
    };
  }

  boolean executable() {
    return (mode & OWNER_EXECUTES) != 0;
  }

  /** The bytes that were never written. */
  long holes() {
    return Math.max(0, size - blocks * BLOCK_BYTES);
  }

  /** Whether both are one and the same file. */
  boolean isSame(FileStat other) {
    return inode == other.inode && device == other.device && kind() == other.kind();
  }
}
