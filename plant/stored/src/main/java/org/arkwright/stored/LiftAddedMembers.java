package org.arkwright.stored;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A lift that changes nothing, from version 2 to 3, from 3 to 4 and from 4 to 5: what the later
 * version has besides are kinds of events that older entries are not, and optional members, whose
 * absence is empty.
 */
final class LiftAddedMembers implements Lift {
  @Override
  public void lift(ObjectNode entry) {}
}
