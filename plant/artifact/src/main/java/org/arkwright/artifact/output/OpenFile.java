package org.arkwright.artifact.output;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file or folder by its descriptor: whatever happens to its name, it stays the same one. For one
 * thread at a time.
 */
final class OpenFile implements AutoCloseable {
  private static final int SET_LEASE = 1024;
  private static final int SET_SIGNAL = 10;
  private static final int READ_LEASE = 0;
  private static final int NO_LEASE = 2;

  /** SIGURG, which is ignored unless somebody handles it; the default would end the process. */
  private static final int HARMLESS_SIGNAL = 23;

  private static final int BUFFER_BYTES = 256 << 10;
  private static final int LINK_BYTES_MAX = 4096;
  private static final int EXCHANGED_MEANWHILE_MAX = 20;

  private final int descriptor;

  private OpenFile(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Opens a folder that this process made; links in its path are followed. */
  static OpenFile trusted(Path folder) throws IOException {
    return new OpenFile(
        Libc.openat(Libc.AT_CWD, folder.toAbsolutePath().toString(), Libc.READ | Libc.FOLDER));
  }

  /** Opens a folder below this one, whose path has no link and crosses no mount. */
  OpenFile folder(String path) throws IOException {
    return open(path, Libc.READ | Libc.FOLDER, Libc.RESOLVE_NO_LINKS);
  }

  /** Opens an entry of this folder that is no link and on the same mount. */
  OpenFile entry(String name) throws IOException {
    return open(name, Libc.READ, Libc.RESOLVE_NO_LINKS);
  }

  /** Opens what a path below this folder leads to, if its links stay below this folder. */
  OpenFile followed(String path) throws IOException {
    // First without the effects that opening a device or a pipe has.
    try (OpenFile found = open(path, Libc.LOOK, Libc.RESOLVE_NO_MAGIC)) {
      FileStat before = found.stat();
      if (before.kind() != FileKind.FILE && before.kind() != FileKind.FOLDER) {
        throw new RefusedOutput("a link to " + before.kind().words());
      }
      OpenFile opened = open(path, Libc.READ, Libc.RESOLVE_NO_MAGIC);
      if (!opened.stat().isSame(before)) {
        opened.close();
        throw new Libc.Failure(Libc.NO_SUCH);
      }
      return opened;
    }
  }

  private OpenFile open(String path, int flags, long resolve) throws IOException {
    long all = resolve | Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_MOUNTS;
    for (int i = 0; ; i++) {
      try {
        return new OpenFile(Libc.openat2(descriptor, path, flags, all));
      } catch (Libc.Failure e) {
        if (e.error() == Libc.NO_SYSTEM_CALL && (resolve & Libc.RESOLVE_NO_LINKS) != 0) {
          return openStepwise(path, flags); // kernels before 5.6
        }
        if (e.error() != Libc.AGAIN || i == EXCHANGED_MEANWHILE_MAX) {
          throw e;
        }
      }
    }
  }

  private OpenFile openStepwise(String path, int flags) throws IOException {
    int at = descriptor;
    List<String> names = List.of(path.split("/", -1));
    try {
      for (String name : names.subList(0, names.size() - 1)) {
        int next = Libc.openat(at, name, Libc.READ | Libc.FOLDER | Libc.NO_FOLLOW);
        if (at != descriptor) {
          Libc.close(at);
        }
        at = next;
      }
      return new OpenFile(Libc.openat(at, names.getLast(), flags | Libc.NO_FOLLOW));
    } finally {
      if (at != descriptor) {
        Libc.close(at);
      }
    }
  }

  FileStat stat() throws IOException {
    return Libc.statx(descriptor, "", Libc.AT_EMPTY_PATH);
  }

  /** Describes an entry of this folder, without opening it. */
  FileStat stat(String name) throws IOException {
    return Libc.statx(descriptor, name, Libc.AT_NO_FOLLOW);
  }

  /** The target of a link in this folder, as far as it is text, for a message. */
  String target(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(LINK_BYTES_MAX);
      long length = Libc.readlink(descriptor, name, buffer);
      return new String(
          buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  /**
   * Returns names in this folder, sorted: all, or that many if there are more.
   *
   * @throws RefusedOutput if one is not UTF-8
   */
  List<String> names(int max) throws IOException {
    List<String> names = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
      for (long filled = Libc.entries(descriptor, buffer);
          filled > 0 && names.size() < max;
          filled = Libc.entries(descriptor, buffer)) {
        for (long at = 0; at < filled && names.size() < max; ) {
          int length = Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, at + 16));
          String name = decoded(buffer.asSlice(at + 19, length - 19L));
          if (!name.equals(".") && !name.equals("..")) {
            names.add(name);
          }
          at += length;
        }
      }
    }
    names.sort(null);
    return names;
  }

  private static String decoded(MemorySegment padded) throws RefusedOutput {
    byte[] bytes = padded.toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (bytes[length] != 0) {
      length++;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RefusedOutput(
          "a file whose name is not UTF-8, '%s': give it another name"
              .formatted(new String(bytes, 0, length, StandardCharsets.UTF_8)),
          e);
    }
  }

  /** Returns the content from its present position on; closing the stream leaves this open. */
  InputStream content(OutputWatch watch) {
    return new Content(watch);
  }

  private final class Content extends InputStream {
    private final OutputWatch watch;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES);

    Content(OutputWatch watch) {
      this.watch = watch;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      watch.check();
      if (length == 0) {
        return 0;
      }
      MemorySegment piece = buffer.asSlice(0, Math.min(length, buffer.byteSize()));
      int count = (int) Libc.read(descriptor, piece);
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, bytes, offset, count);
      return count == 0 ? -1 : count;
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  /** Whether any process, this one included, has the file open for writing; true if unknown. */
  boolean mayBeWritten() {
    try {
      Libc.fcntl(descriptor, SET_SIGNAL, HARMLESS_SIGNAL);
      Libc.fcntl(descriptor, SET_LEASE, READ_LEASE);
      Libc.fcntl(descriptor, SET_LEASE, NO_LEASE);
      return false;
    } catch (Libc.Failure _) {
      return true;
    }
  }

  /** Gives this very file one more name, on the same file system. */
  void link(Path target) throws IOException {
    Libc.linkat("/proc/self/fd/" + descriptor, target.toString(), Libc.AT_FOLLOW);
  }

  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
