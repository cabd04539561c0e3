package org.arkwright.server;

import java.util.Optional;

/** Which build this is. */
final class ServerVersion {
  /** As the jar's manifest says; {@code dev} outside a jar. */
  static final String TEXT =
      Optional.ofNullable(ServerVersion.class.getPackage().getImplementationVersion())
          .orElse("dev");

  private ServerVersion() {}
}
