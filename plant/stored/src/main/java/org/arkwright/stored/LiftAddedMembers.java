package org.arkwright.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The lift from version 2 to 3: members that version 2 never had become what their absence meant.
 * Optional ones need no step; absent is empty.
 */
final class LiftAddedMembers implements Lift {
  @Override
  public void lift(ObjectNode entry) {}
}
