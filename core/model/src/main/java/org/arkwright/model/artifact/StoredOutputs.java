package org.arkwright.model.artifact;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.arkwright.model.id.Digest;

/**
 * The files that an attempt left in the store.
 *
 * @param outputs by mount name; empty unless every rank on the node succeeded
 * @param checkpoints the contents of its checkpoint folder, however it ended; empty when the folder
 *     was empty
 */
public record StoredOutputs(
    SortedMap<String, StoredFiles> outputs, Optional<StoredFiles> checkpoints) {
  public StoredOutputs {
    outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
  }

  /** Gives every manifest to the consumer. */
  public void manifests(Consumer<Digest> consumer) {
    outputs.values().forEach(files -> consumer.accept(files.manifest()));
    checkpoints.ifPresent(files -> consumer.accept(files.manifest()));
  }

  /** Whether there are no files. */
  public boolean isEmpty() {
    return outputs.isEmpty() && checkpoints.isEmpty();
  }
}
