package org.arkwright.gateway.key;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys valid at one point in time. Immutable. */
public final class KeyTable {
  private final Map<String, AdmittedKey> byDigest;

  private KeyTable(Map<String, AdmittedKey> byDigest) {
    this.byDigest = byDigest;
  }

  /**
   * Returns a table of these keys.
   *
   * @throws IllegalStateException when two have the same digest
   */
  public static KeyTable of(Collection<AdmittedKey> keys) {
    return new KeyTable(
        keys.stream().collect(Collectors.toUnmodifiableMap(AdmittedKey::digest, key -> key)));
  }

  public Optional<AdmittedKey> withDigest(String digest) {
    return Optional.ofNullable(byDigest.get(digest));
  }

  /** The ids of the keys. */
  Set<String> ids() {
    return byDigest.values().stream().map(AdmittedKey::id).collect(Collectors.toSet());
  }
}
