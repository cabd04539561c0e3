package org.arkwright.model.artifact;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an attempt left behind in the store.
 *
 * @param outputs by mount name; empty unless every rank on the node succeeded
 * @param checkpoints what its checkpoint folder held, however it ended; empty when it held nothing
 */
public record StoredOutputs(
    SortedMap<String, StoredFiles> outputs, Optional<StoredFiles> checkpoints) {
  public StoredOutputs {
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
  }
}
