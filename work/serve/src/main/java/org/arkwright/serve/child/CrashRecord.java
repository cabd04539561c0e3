package org.arkwright.serve.child;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.arkwright.serve.llama.NativeSteps;

/**
 * What native code works on, in a file that is mapped into memory: what a process wrote there
 * before it died stays in the file, without a call to the system for each step. Written by one
 * process, and read by another once that one is gone.
 *
 * <p>The file has 64-bit numbers of requests, 0 for none: one cell for each step of a request
 * alone, one for the request whose next token is chosen, then the number of requests of the pass
 * that is under way, then those.
 */
final class CrashRecord implements NativeSteps {
  private static final int CELLS = 1_024;
  private static final int CHOOSING = CELLS;
  private static final int PASS = CHOOSING + 1;
  private static final int PASS_MAX = 256;
  private static final long BYTES = (PASS + 1L + PASS_MAX) * Long.BYTES;
  private static final Step UNKNOWN = () -> {};

  private final MemorySegment memory;
  private final Deque<Integer> free = new ArrayDeque<>();

  private CrashRecord(MemorySegment memory) {
    this.memory = memory;
    for (int cell = 0; cell < CELLS; cell++) {
      free.add(cell);
    }
  }

  /** Begins an empty record in a file, which is made where it is not there. */
  static CrashRecord begin(Path file) throws IOException {
    MemorySegment memory = map(file, Arena.ofAuto());
    memory.fill((byte) 0);
    return new CrashRecord(memory);
  }

  private static MemorySegment map(Path file, Arena arena) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena);
    }
  }

  /** The requests that a process was working for in native code when it ended. */
  static List<Long> suspects(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = map(file, arena);
      List<Long> found = new ArrayList<>();
      for (int cell = 0; cell < CELLS; cell++) {
        add(memory.getAtIndex(JAVA_LONG, cell), found);
      }
      if (found.isEmpty()) {
        add(memory.getAtIndex(JAVA_LONG, CHOOSING), found);
      }
      if (found.isEmpty()) {
        long count = Math.clamp(memory.getAtIndex(JAVA_LONG, PASS), 0, PASS_MAX);
        for (int i = 0; i < count; i++) {
          add(memory.getAtIndex(JAVA_LONG, PASS + 1 + i), found);
        }
      }
      return List.copyOf(found);
    }
  }

  private static void add(long request, List<Long> to) {
    if (request != 0 && !to.contains(request)) {
      to.add(request);
    }
  }

  @Override
  public Step alone(long request) {
    Integer cell;
    synchronized (free) {
      cell = free.poll();
    }
    if (cell == null) {
      return UNKNOWN; // More threads than any replica has.
    }
    int taken = cell;
    memory.setAtIndex(JAVA_LONG, taken, request);
    return () -> {
      memory.setAtIndex(JAVA_LONG, taken, 0);
      synchronized (free) {
        free.add(taken);
      }
    };
  }

  @Override
  public Step choosing(long request) {
    memory.setAtIndex(JAVA_LONG, CHOOSING, request);
    return () -> memory.setAtIndex(JAVA_LONG, CHOOSING, 0);
  }

  @Override
  public Step together(long[] requests, int count) {
    int known = Math.min(count, PASS_MAX);
    for (int i = 0; i < known; i++) {
      memory.setAtIndex(JAVA_LONG, PASS + 1 + i, requests[i]);
    }
    memory.setAtIndex(JAVA_LONG, PASS, known);
    return () -> memory.setAtIndex(JAVA_LONG, PASS, 0);
  }
}
