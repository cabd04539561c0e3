package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.id.Digest;

/**
 * A name that a principal gives to a request, so that its repetition changes nothing.
 *
 * @param value unique among the principal's requests of a day
 * @param content the digest of everything the request asks for; empty where it is not known, as in
 *     what was recorded before it was: such a key is taken for a repetition whatever is asked for
 */
public record IdempotencyKey(String value, Optional<Digest> content) {
  /** A key of a request whose content is not compared. */
  public static IdempotencyKey of(String value) {
    return new IdempotencyKey(value, Optional.empty());
  }
}
