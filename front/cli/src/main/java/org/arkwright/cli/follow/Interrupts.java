package org.arkwright.cli.follow;

import java.lang.reflect.Proxy;

/** Handles signals in the program instead of letting them end the process. */
public final class Interrupts {
  /** What a shell reports of a program that SIGTERM ended. */
  private static final int TERMINATED = 143;

  private Interrupts() {}

  /**
   * Runs {@code action} on a separate thread at every SIGINT from now on. On platforms without
   * signal handlers, SIGINT still ends the process.
   */
  public static void onInterrupt(Runnable action) {
    handle("INT", action);
  }

  /**
   * Ends the program at a SIGTERM as that does, after {@code words} has been run; not where the
   * platform has no signal handlers.
   */
  public static void onTermination(Runnable words) {
    handle(
        "TERM",
        () -> {
          words.run();
          System.exit(TERMINATED);
        });
  }

  /** Runs {@code action} on a separate thread whenever the window's size has changed. */
  public static void onResize(Runnable action) {
    handle("WINCH", action);
  }

  private static void handle(String name, Runnable action) {
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
                    case "toString" -> "signal handler";
                    default -> false;
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException _) {
      // The platform has no signal handlers; see the Javadoc.
    }
  }
}
