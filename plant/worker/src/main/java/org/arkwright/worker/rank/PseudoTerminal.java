package org.arkwright.worker.rank;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The upper end of a terminal (pty(7)) in which one program runs. Reading and writing may each be
 * done by one thread at a time; any thread may close.
 */
public final class PseudoTerminal implements Closeable {
  private static final int OPEN = 0x2 | 0x100 | 0x80000; // O_RDWR, O_NOCTTY, O_CLOEXEC
  private static final long SET_WINDOW_SIZE = 0x5414; // TIOCSWINSZ
  private static final short POLL_INPUT = 0x1;
  private static final int POLL_MILLIS = 100;
  private static final int SIGHUP = 1;
  private static final int NAME_BYTES = 128;

  /** What a read of the upper end says once nobody has the lower one open. */
  private static final int INPUT_OUTPUT_ERROR = 5;

  private static final int INTERRUPTED = 4;

  /** The C library's functions, looked up where a terminal is first asked for. */
  private static final class C {
    static final Linker LINKER = Linker.nativeLinker();
    static final MethodHandle OPEN_TERMINAL = integer("posix_openpt", JAVA_INT);
    static final MethodHandle GRANT = integer("grantpt", JAVA_INT);
    static final MethodHandle UNLOCK = integer("unlockpt", JAVA_INT);
    static final MethodHandle NAME = integer("ptsname_r", JAVA_INT, ADDRESS, JAVA_LONG);
    static final MethodHandle POLL = integer("poll", ADDRESS, JAVA_LONG, JAVA_INT);
    static final MethodHandle CLOSE = integer("close", JAVA_INT);
    static final MethodHandle READ = bind("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    static final MethodHandle WRITE = bind("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    static final MethodHandle CONTROL =
        LINKER.downcallHandle(
            LINKER.defaultLookup().find("ioctl").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));

    private C() {}

    private static MethodHandle integer(String name, MemoryLayout... parameters) {
      return bind(name, JAVA_INT, parameters);
    }

    private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... parameters) {
      return LINKER.downcallHandle(
          LINKER.defaultLookup().find(name).orElseThrow(() -> new UnsatisfiedLinkError(name)),
          FunctionDescriptor.of(result, parameters),
          Linker.Option.captureCallState("errno"));
    }
  }

  private final int descriptor;
  private final SessionLeader program;
  private volatile boolean closed;
  private boolean released;

  private PseudoTerminal(int descriptor, SessionLeader program) {
    this.descriptor = descriptor;
    this.program = program;
  }

  /**
   * Runs a program in a new terminal, as the leader of a session.
   *
   * @param argv the program's path and arguments
   * @throws IOException when there is no terminal, or the program cannot be run
   */
  public static PseudoTerminal start(
      List<String> argv, Map<String, String> environment, int rows, int columns)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Posix.CAPTURED);
      int descriptor = (int) C.OPEN_TERMINAL.invokeExact(state, OPEN);
      check(descriptor, state, "no terminal can be opened");
      try {
        check((int) C.GRANT.invokeExact(state, descriptor), state, "no terminal is granted");
        check((int) C.UNLOCK.invokeExact(state, descriptor), state, "a terminal stays locked");
        MemorySegment name = arena.allocate(NAME_BYTES);
        int named = (int) C.NAME.invokeExact(state, descriptor, name, (long) NAME_BYTES);
        check(named == 0 ? 0 : -1, state, "a terminal has no name");
        resize(descriptor, rows, columns);
        Path lower = Path.of(name.getString(0));
        return new PseudoTerminal(
            descriptor, SessionLeader.startIn(argv, environment, Path.of("/"), lower));
      } catch (Throwable e) {
        int _ = (int) C.CLOSE.invokeExact(state, descriptor);
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The program. */
  public SessionLeader program() {
    return program;
  }

  /**
   * Reads what was written to the terminal; returns the number of bytes, or -1 once the terminal is
   * closed, or the program has ended. Blocks.
   */
  public int read(byte[] buffer) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Posix.CAPTURED);
      MemorySegment bytes = arena.allocate(buffer.length);
      MemorySegment poll = arena.allocate(8, 4);
      poll.set(JAVA_INT, 0, descriptor);
      poll.set(JAVA_SHORT, 4, POLL_INPUT);
      while (!closed) {
        int ready = (int) C.POLL.invokeExact(state, poll, 1L, POLL_MILLIS);
        if (ready <= 0) {
          if (!program.isAlive()) {
            return -1; // What it left in the background may keep the terminal open.
          }
          continue;
        }
        long read = (long) C.READ.invokeExact(state, descriptor, bytes, (long) buffer.length);
        if (read > 0) {
          MemorySegment.copy(bytes, JAVA_BYTE, 0, buffer, 0, (int) read);
          return (int) read;
        }
        int error = read == 0 ? INPUT_OUTPUT_ERROR : Posix.errno(state);
        if (error == INPUT_OUTPUT_ERROR) {
          return -1;
        }
        check(error == INTERRUPTED ? 0 : -1, state, "the terminal cannot be read");
      }
      return -1;
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Types what is given. Blocks while the program reads nothing and the terminal is full. */
  public void write(byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Posix.CAPTURED);
      MemorySegment from = arena.allocateFrom(JAVA_BYTE, bytes);
      long done = 0;
      while (done < bytes.length && !closed) {
        long wrote =
            (long) C.WRITE.invokeExact(state, descriptor, from.asSlice(done), bytes.length - done);
        if (wrote < 0 && Posix.errno(state) != INTERRUPTED) {
          check(-1, state, "the terminal cannot be written to");
        }
        done += Math.max(0, wrote);
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Tells the program the size of the window. */
  public void resize(int rows, int columns) throws IOException {
    resize(descriptor, rows, columns);
  }

  private static void resize(int descriptor, int rows, int columns) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Posix.CAPTURED);
      MemorySegment size = arena.allocate(8, 2);
      size.set(JAVA_SHORT, 0, (short) rows);
      size.set(JAVA_SHORT, 2, (short) columns);
      int result = (int) C.CONTROL.invokeExact(state, descriptor, SET_WINDOW_SIZE, size);
      check(result, state, "the terminal takes no size");
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Hangs up, as if the window was closed: the program ends, and what it left there. */
  @Override
  public void close() {
    closed = true;
    try {
      if (program.isAlive()) {
        Posix.killGroup(program.pid(), SIGHUP);
        Posix.killGroup(program.pid(), Posix.SIGKILL);
      }
    } catch (IOException _) {
      // It is ending.
    }
  }

  /** Gives the descriptor back, once nobody reads or writes any more. */
  public synchronized void release() {
    close();
    if (released) {
      return;
    }
    released = true;
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) C.CLOSE.invokeExact(arena.allocate(Posix.CAPTURED), descriptor);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void check(int result, MemorySegment state, String problem) throws IOException {
    if (result < 0) {
      throw new IOException(problem + ": " + Posix.text(Posix.errno(state)));
    }
  }
}
