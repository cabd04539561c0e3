package org.arkwright.kernel.state;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.access.ApiKey;
import org.arkwright.model.id.ApiKeyId;

/** The active API keys. Belongs to the thread that owns the state. */
public final class KeyRing {
  private final NavigableMap<ApiKeyId, ApiKey> keys = new TreeMap<>();

  KeyRing() {}

  /** The keys, by id. */
  public Collection<ApiKey> all() {
    return Collections.unmodifiableCollection(keys.values());
  }

  public Optional<ApiKey> find(ApiKeyId id) {
    return Optional.ofNullable(keys.get(id));
  }

  void apply(KeyEvent event) {
    switch (event) {
      case KeyEvent.KeyCreated(ApiKey key, _) -> keys.put(key.id(), key);
      case KeyEvent.KeyRevoked(ApiKeyId key, _, _) -> keys.remove(key);
    }
  }

  void restore(List<ApiKey> image) {
    image.forEach(key -> keys.put(key.id(), key));
  }
}
