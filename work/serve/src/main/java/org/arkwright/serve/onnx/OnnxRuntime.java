package org.arkwright.serve.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import ai.onnxruntime.OrtEnvironment;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;

/**
 * The one ONNX Runtime of this process, without its telemetry: that sends what it finds, and
 * matches the process's command line against patterns by recursion, so that one of some 4,000
 * characters, as long paths of jars make it, overflows the stack and ends the process.
 */
final class OnnxRuntime {
  private static final String NO_TELEMETRY = "ORT_DISABLE_TELEMETRY";

  private OnnxRuntime() {}

  /** Created with the first call; any thread. */
  static OrtEnvironment environment() {
    return Created.ENVIRONMENT;
  }

  private static final class Created {
    static final OrtEnvironment ENVIRONMENT = create();
  }

  private static OrtEnvironment create() {
    setVariable(NO_TELEMETRY, "1");
    return OrtEnvironment.getEnvironment();
  }

  /** Sets a variable for the native code of this process; Java's own copy stays as it was. */
  private static void setVariable(String name, String value) {
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      int status =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("setenv"),
                      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                  .invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
      if (status != 0) {
        throw new IllegalStateException(name + " could not be set");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("setenv throws nothing", e);
    }
  }
}
