package org.arkwright.protocol;

import java.util.Optional;

/**
 * The versions of the protocol that one side speaks: all from the least to the latest.
 *
 * @param least at least 1
 * @param latest not less than {@code least}
 */
public record Versions(int least, int latest) {
  /** What a side speaks that does not say: the last version that did not. */
  public static final Versions UNTOLD = new Versions(3, 3);

  public Versions {
    if (least < 1 || latest < least) {
      throw new IllegalArgumentException("no versions: %d to %d".formatted(least, latest));
    }
  }

  /** The latest version that both speak; empty if there is none. */
  public Optional<Integer> common(Versions other) {
    int both = Math.min(latest, other.latest);
    return both >= Math.max(least, other.least) ? Optional.of(both) : Optional.empty();
  }

  @Override
  public String toString() {
    return least == latest ? Integer.toString(latest) : least + " to " + latest;
  }
}
