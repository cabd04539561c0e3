package org.arkwright.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One step from a version of the stored form to the next. It sees the entries of a journal in their
 * order, so it may remember what an older form left unsaid; one thread at a time.
 */
interface Lift {
  /** Brings an entry of the version before into the next version's form, in place. */
  void lift(ObjectNode entry);
}
