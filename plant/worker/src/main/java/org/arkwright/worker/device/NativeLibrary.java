package org.arkwright.worker.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/**
 * The functions of a C library that return a status, by name. Each is linked with its first call,
 * by the types of the arguments: int, long and addresses. Not thread-safe.
 */
public final class NativeLibrary {
  private final SymbolLookup library;
  private final Map<String, MethodHandle> functions = new HashMap<>();

  private NativeLibrary(SymbolLookup library) {
    this.library = library;
  }

  /**
   * Loads a library, by path or by the loader's name for it.
   *
   * @param arena unloads it when it is closed
   * @throws IllegalArgumentException when it cannot be loaded
   */
  public static NativeLibrary open(String name, Arena arena) {
    return new NativeLibrary(SymbolLookup.libraryLookup(name, arena));
  }

  /**
   * Calls a function.
   *
   * @param arguments of type {@link Integer}, {@link Long} or {@link
   *     java.lang.foreign.MemorySegment}; of the same types in every call of the function
   * @return its status
   * @throws NoSuchMethodException when the library does not have it
   */
  public int call(String function, Object... arguments) throws NoSuchMethodException {
    MethodHandle handle = functions.get(function);
    if (handle == null) {
      handle = link(function, arguments);
      functions.put(function, handle);
    }
    try {
      return (int) handle.invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call throws nothing", e);
    }
  }

  private MethodHandle link(String function, Object... arguments) throws NoSuchMethodException {
    MemoryLayout[] layouts = new MemoryLayout[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      layouts[i] =
          switch (arguments[i]) {
            case Integer _ -> JAVA_INT;
            case Long _ -> JAVA_LONG;
            default -> ADDRESS;
          };
    }
    return Linker.nativeLinker()
        .downcallHandle(
            library.find(function).orElseThrow(() -> new NoSuchMethodException(function)),
            FunctionDescriptor.of(JAVA_INT, layouts));
  }
}
