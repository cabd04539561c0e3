package org.arkwright.cli.follow;

import java.lang.reflect.Proxy;

/** Handles Ctrl-C (SIGINT) in the program instead of letting it end the process. */
public final class Interrupts {
  private Interrupts() {}

  /**
   * Runs {@code action} on a separate thread at every SIGINT from now on. On platforms without
   * signal handlers, SIGINT still ends the process.
   */
  public static void onInterrupt(Runnable action) {
    // By reflection: the compiler rejects references to sun.misc, and there is no other API.
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
      // The platform has no signal handlers; see the Javadoc.
    }
  }
}
