package org.arkwright.server;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Configures logging: one line per message on the error stream, which {@code arkwright up}
 * redirects to server.log.
 */
final class ServerLogging {
  /** Referenced, because java.util.logging forgets the levels of unreferenced loggers. */
  private static final Logger ARMERIA = Logger.getLogger("com.linecorp.armeria");

  private static final Logger MICROMETER = Logger.getLogger("io.micrometer");

  private ServerLogging() {}

  static void configure() {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
    ARMERIA.setLevel(Level.WARNING);
    MICROMETER.setLevel(Level.SEVERE);
  }
}
