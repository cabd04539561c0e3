package org.arkwright.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The step from one version of the stored form to the next. It is given the entries of a journal in
 * order, so it can remember what an older form did not repeat; one thread at a time.
 */
interface Lift {
  /** Converts an entry of the previous version to the next version's form, in place. */
  void lift(ObjectNode entry);
}
