package org.arkwright.system.fuzz;

import java.util.stream.Stream;

/** The parsers under mutation, each with valid samples and its way to refuse. */
final class Targets {
  private Targets() {}

  static Stream<Target> all() {
    return Stream.of(
            GatewayTargets.all(),
            SpecTargets.all(),
            HomeTargets.all(),
            ArtifactTargets.all(),
            TrackingTargets.all(),
            TwinTargets.all(),
            WorkTargets.all())
        .flatMap(targets -> targets);
  }
}
