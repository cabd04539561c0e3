package org.arkwright.worker.rank;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Bindings to functions of the C library for what the JDK cannot do: signals to process groups and,
 * on Linux with glibc 2.34 or later, a spawn that makes the child a session leader before it runs.
 * Constants are those of Linux's headers. Thread-safe.
 */
final class Posix {
  static final int SIGKILL = 9;
  static final int SIGTERM = 15;

  private static final int NO_PERMISSION = 1;
  private static final int NO_PROCESS = 3;
  private static final int INTERRUPTED = 4;

  /** A size larger than any C library's attributes, actions, signal sets or process information. */
  private static final long STRUCT_BYTES = 1024;

  private static final short SPAWN_SETSIGDEF = 0x04;
  private static final short SPAWN_SETSIGMASK = 0x08;
  private static final short SPAWN_SETSID = 0x80;
  private static final int OPEN_READ = 0;
  private static final int OPEN_READ_WRITE = 0x2;
  private static final int OPEN_APPEND = 0x1 | 0x40 | 0x400; // O_WRONLY, O_CREAT, O_APPEND
  private static final int LOG_MODE = 0666; // reduced by the umask
  private static final int WAIT_EXITED = 4;
  private static final int WAIT_NO_REAP = 0x01000000;
  private static final int WAIT_PID = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final AddressLayout TEXT =
      ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(STRUCT_BYTES, ValueLayout.JAVA_BYTE));
  static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle KILL = captured("kill", JAVA_INT, JAVA_INT);
  private static final MethodHandle WAITID =
      captured("waitid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle WAIT4 = captured("wait4", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  private static final MethodHandle STRERROR =
      function("strerror", FunctionDescriptor.of(TEXT, JAVA_INT)).orElseThrow();

  private static final Optional<Spawn> SPAWN = Spawn.find();

  private Posix() {}

  /** Whether {@link #spawn} is available. */
  static boolean canSpawn() {
    return SPAWN.isPresent();
  }

  /**
   * Sends a signal to a process group. A group that is gone, or belongs to another user by now, is
   * ignored.
   */
  static void killGroup(long group, int signal) throws IOException {
    if (group <= 1) {
      throw new IllegalArgumentException("not the process group of a rank: " + group);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      int result = (int) KILL.invokeExact(state, (int) -group, signal);
      int error = result == 0 ? 0 : errno(state);
      if (error != 0 && error != NO_PROCESS && error != NO_PERMISSION) {
        throw new IOException("cannot signal process group " + group + ": " + text(error));
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Starts a program as the leader of a new session. It inherits no open files and no blocked
   * signals; its input is empty, and its output is appended to a file.
   *
   * @param argv the program's path and arguments
   * @return its pid, once it runs
   * @throws IOException when it cannot be run; the message says why
   */
  static long spawn(List<String> argv, Map<String, String> environment, Path directory, Path log)
      throws IOException {
    return SPAWN.orElseThrow().run(argv, environment, directory, log, false);
  }

  /**
   * As {@link #spawn}, in a terminal, which becomes that of the new session: the first that a
   * session's leader opens does.
   *
   * @param terminal the terminal's file
   */
  static long spawnIn(
      List<String> argv, Map<String, String> environment, Path directory, Path terminal)
      throws IOException {
    return SPAWN
        .orElseThrow(() -> new IOException("terminals need Linux with glibc 2.34 or later"))
        .run(argv, environment, directory, terminal, true);
  }

  /** Blocks until a child has ended, without releasing its pid. */
  static void awaitEnd(long pid) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      MemorySegment information = arena.allocate(STRUCT_BYTES, 16);
      while ((int)
              WAITID.invokeExact(
                  state, WAIT_PID, (int) pid, information, WAIT_EXITED | WAIT_NO_REAP)
          != 0) {
        throwUnlessInterrupted(state, pid);
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The exit of a child.
   *
   * @param status the exit status in the convention of shells
   * @param cpuNanos the CPU time of the child and of the children that it waited for
   */
  record ChildExit(int status, long cpuNanos) {}

  /** Reaps an ended child, which releases its pid. */
  static ChildExit reap(long pid) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURED);
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment usage = arena.allocate(STRUCT_BYTES, 16);
      while ((int) WAIT4.invokeExact(state, (int) pid, status, 0, usage) != (int) pid) {
        throwUnlessInterrupted(state, pid);
      }
      int word = status.get(JAVA_INT, 0);
      int signal = word & 0x7f;
      // rusage begins with two timevals: user time and system time.
      long seconds = usage.get(JAVA_LONG, 0) + usage.get(JAVA_LONG, 16);
      long micros = usage.get(JAVA_LONG, 8) + usage.get(JAVA_LONG, 24);
      return new ChildExit(
          signal == 0 ? (word >> 8) & 0xff : 128 + signal,
          TimeUnit.SECONDS.toNanos(seconds) + TimeUnit.MICROSECONDS.toNanos(micros));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void throwUnlessInterrupted(MemorySegment state, long pid) throws IOException {
    int error = errno(state);
    if (error != INTERRUPTED) {
      throw new IOException("cannot wait for process " + pid + ": " + text(error));
    }
  }

  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  static String text(int error) {
    try {
      return ((MemorySegment) STRERROR.invokeExact(error)).getString(0);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle captured(String name, MemoryLayout... parameters) {
    return LINKER
        .defaultLookup()
        .find(name)
        .map(symbol ->
            LINKER.downcallHandle(
                symbol,
                FunctionDescriptor.of(JAVA_INT, parameters),
                Linker.Option.captureCallState("errno")))
        .orElseThrow(() -> new UnsatisfiedLinkError(name));
  }

  private static Optional<MethodHandle> function(String name, FunctionDescriptor descriptor) {
    return LINKER
        .defaultLookup()
        .find(name)
        .map(symbol -> LINKER.downcallHandle(symbol, descriptor));
  }

  /** The functions around {@code posix_spawn}; each returns an error number, or zero. */
  private record Spawn(
      MethodHandle spawn,
      MethodHandle attributesInit,
      MethodHandle setFlags,
      MethodHandle setMask,
      MethodHandle emptySet,
      MethodHandle setDefaults,
      MethodHandle fullSet,
      MethodHandle actionsInit,
      MethodHandle actionsDestroy,
      MethodHandle open,
      MethodHandle duplicate,
      MethodHandle changeDirectory,
      MethodHandle closeFrom) {

    static Optional<Spawn> find() {
      String actions = "posix_spawn_file_actions_";
      Optional<MethodHandle> changeDirectory = find(actions + "addchdir_np", ADDRESS, ADDRESS);
      Optional<MethodHandle> closeFrom = find(actions + "addclosefrom_np", ADDRESS, JAVA_INT);
      if (!System.getProperty("os.name").equals("Linux")
          || changeDirectory.isEmpty()
          || closeFrom.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Spawn(
              require("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
              require("posix_spawnattr_init", ADDRESS),
              require("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT),
              require("posix_spawnattr_setsigmask", ADDRESS, ADDRESS),
              require("sigemptyset", ADDRESS),
              require("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS),
              require("sigfillset", ADDRESS),
              require(actions + "init", ADDRESS),
              require(actions + "destroy", ADDRESS),
              require(actions + "addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
              require(actions + "adddup2", ADDRESS, JAVA_INT, JAVA_INT),
              changeDirectory.get(),
              closeFrom.get()));
    }

    private static Optional<MethodHandle> find(String name, MemoryLayout... parameters) {
      return function(name, FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private static MethodHandle require(String name, MemoryLayout... parameters) {
      return find(name, parameters).orElseThrow(() -> new UnsatisfiedLinkError(name));
    }

    long run(
        List<String> argv,
        Map<String, String> environment,
        Path directory,
        Path output,
        boolean terminal)
        throws IOException {
      List<String> variables = new ArrayList<>();
      environment.forEach((name, value) -> variables.add(name + "=" + value));
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment attributes = arena.allocate(STRUCT_BYTES, 16);
        MemorySegment mask = arena.allocate(STRUCT_BYTES, 16);
        MemorySegment actions = arena.allocate(STRUCT_BYTES, 16);
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment program = text(arena, argv.getFirst());
        MemorySegment arguments = texts(arena, argv);
        MemorySegment block = texts(arena, variables);
        check((int) emptySet.invokeExact(mask));
        check((int) attributesInit.invokeExact(attributes));
        check((int) setMask.invokeExact(attributes, mask));
        short flags = SPAWN_SETSID | SPAWN_SETSIGMASK;
        if (terminal) {
          // A worker whose server was started in the background ignores what Ctrl-C sends.
          check((int) fullSet.invokeExact(mask));
          check((int) setDefaults.invokeExact(attributes, mask));
          flags |= SPAWN_SETSIGDEF;
        }
        check((int) setFlags.invokeExact(attributes, flags));
        check((int) actionsInit.invokeExact(actions));
        try {
          MemorySegment to = text(arena, output.toString());
          if (terminal) {
            check((int) open.invokeExact(actions, 0, to, OPEN_READ_WRITE, 0));
            check((int) duplicate.invokeExact(actions, 0, 1));
          } else {
            MemorySegment nothing = text(arena, "/dev/null");
            check((int) open.invokeExact(actions, 0, nothing, OPEN_READ, 0));
            check((int) open.invokeExact(actions, 1, to, OPEN_APPEND, LOG_MODE));
          }
          check((int) duplicate.invokeExact(actions, 1, 2));
          MemorySegment folder = text(arena, directory.toString());
          check((int) changeDirectory.invokeExact(actions, folder));
          check((int) closeFrom.invokeExact(actions, 3));
          int error = (int) spawn.invokeExact(pid, program, actions, attributes, arguments, block);
          if (error != 0) {
            throw new IOException("cannot start a process: " + Posix.text(error));
          }
        } finally {
          check((int) actionsDestroy.invokeExact(actions));
        }
        return pid.get(JAVA_INT, 0);
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }

    private static void check(int error) throws IOException {
      if (error != 0) {
        throw new IOException("cannot prepare a process: " + Posix.text(error));
      }
    }

    private static MemorySegment texts(Arena arena, List<String> texts) throws IOException {
      MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
      for (int i = 0; i < texts.size(); i++) {
        array.setAtIndex(ADDRESS, i, text(arena, texts.get(i)));
      }
      array.setAtIndex(ADDRESS, texts.size(), MemorySegment.NULL);
      return array;
    }

    private static MemorySegment text(Arena arena, String text) throws IOException {
      if (text.indexOf('\0') >= 0) {
        throw new IOException(
            "a command, its variables and folders cannot contain the character NUL");
      }
      return arena.allocateFrom(text);
    }
  }
}
