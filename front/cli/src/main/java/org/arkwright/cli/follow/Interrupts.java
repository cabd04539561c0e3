package org.arkwright.cli.follow;

import java.lang.reflect.Proxy;

/** Hands Ctrl-C (SIGINT) to the program instead of ending it. */
public final class Interrupts {
  private Interrupts() {}

  /**
   * Calls {@code action} on a thread of its own at each SIGINT from now on. Where the platform has
   * no such thing, SIGINT keeps ending the program.
   */
  public static void onInterrupt(Runnable action) {
    // By reflection: the compiler rejects any mention of sun.misc, and there is no other way.
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> action.hashCode();
                    case "toString" -> "SIGINT handler";
                    default -> false;
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
    } catch (ReflectiveOperationException _) {
      // Documented above.
    }
  }
}
