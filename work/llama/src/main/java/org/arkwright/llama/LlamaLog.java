package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.arkwright.llama.ffi.LlamaFunctions;

/**
 * What llama.cpp says, in the logger {@code org.arkwright.llama} for those who debug. It calls an
 * error also what was asked for, such as the end of a pass; and it has no other way to say why
 * something failed, so the last errors of each thread are kept, for the exceptions that it throws.
 */
final class LlamaLog {
  private static final Logger LOG = System.getLogger("org.arkwright.llama");
  private static final int TEXT_MAX = 1 << 16;
  private static final int HEARD_MAX = 500;
  private static final int ERROR = 4;
  private static final int CONTINUED = 5;

  private static final ThreadLocal<StringBuilder> HEARD =
      ThreadLocal.withInitial(StringBuilder::new);

  private LlamaLog() {}

  /** Makes the library speak to us, for as long as the process lives. */
  static void install(LlamaFunctions functions) {
    try {
      MemorySegment stub =
          Linker.nativeLinker()
              .upcallStub(
                  MethodHandles.lookup()
                      .findStatic(
                          LlamaLog.class,
                          "onText",
                          MethodType.methodType(
                              void.class, int.class, MemorySegment.class, MemorySegment.class)),
                  FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS),
                  Arena.global());
      functions.logSet.run(stub, MemorySegment.NULL);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forgets what was heard on this thread. */
  static void listen() {
    HEARD.get().setLength(0);
  }

  /** The errors since {@link #listen}, on one line; empty if there were none. */
  static String heard() {
    return HEARD.get().toString().strip().replaceAll("\\s*\\n\\s*", "; ");
  }

  /** Called by the library on any thread. An exception out of it would end the process. */
  @SuppressWarnings("unused")
  private static void onText(int level, MemorySegment text, MemorySegment data) {
    try {
      String said = text.reinterpret(TEXT_MAX).getString(0);
      StringBuilder heard = HEARD.get();
      if ((level == ERROR || (level == CONTINUED && !heard.isEmpty()))
          && heard.length() < HEARD_MAX) {
        heard.append(said);
      }
      if (LOG.isLoggable(Level.DEBUG)) {
        LOG.log(Level.DEBUG, said.stripTrailing());
      }
    } catch (Throwable _) {
      // A line of a log is not worth the process.
    }
  }
}
