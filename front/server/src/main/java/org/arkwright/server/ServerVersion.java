package org.arkwright.server;

import java.util.Optional;

/** The version of this build. */
final class ServerVersion {
  /** The version in the jar's manifest; {@code dev} outside a jar. */
  static final String TEXT =
      Optional.ofNullable(ServerVersion.class.getPackage().getImplementationVersion())
          .orElse("dev");

  private ServerVersion() {}
}
