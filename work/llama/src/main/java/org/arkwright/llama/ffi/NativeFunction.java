package org.arkwright.llama.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/**
 * One C function. Arguments are Java's boxes of the C types ({@code int32_t} an {@code Integer},
 * {@code size_t} a {@code Long}, pointers and structures a {@code MemorySegment}). A call with
 * others throws {@link ClassCastException}, which is a bug of the caller's. Thread-safe; what the
 * function itself asks of threads is another matter.
 */
public final class NativeFunction {
  private final String name;
  private final MethodHandle handle;
  private final boolean returnsStructure;

  NativeFunction(String name, MethodHandle downcall, FunctionDescriptor descriptor) {
    this.name = name;
    this.returnsStructure =
        descriptor.returnLayout().filter(GroupLayout.class::isInstance).isPresent();
    int count = downcall.type().parameterCount();
    this.handle =
        downcall
            .asSpreader(Object[].class, count)
            .asType(MethodType.methodType(Object.class, Object[].class));
  }

  private Object call(Object... arguments) {
    try {
      return handle.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + " cannot be called", e);
    }
  }

  /** Calls a function whose result, if any, is of no interest. */
  public void run(Object... arguments) {
    Object _ = call(arguments);
  }

  public int asInt(Object... arguments) {
    return (int) call(arguments);
  }

  public long asLong(Object... arguments) {
    return (long) call(arguments);
  }

  public float asFloat(Object... arguments) {
    return (float) call(arguments);
  }

  public boolean asBoolean(Object... arguments) {
    return (boolean) call(arguments);
  }

  /** Calls a function that returns a pointer, which may be NULL. */
  public MemorySegment asPointer(Object... arguments) {
    return (MemorySegment) call(arguments);
  }

  /**
   * Calls a function without parameters that returns a structure, which lives as the arena does.
   */
  public MemorySegment asStructure(Arena arena) {
    if (!returnsStructure) {
      throw new IllegalStateException(name + " returns no structure");
    }
    return (MemorySegment) call((SegmentAllocator) arena);
  }
}
