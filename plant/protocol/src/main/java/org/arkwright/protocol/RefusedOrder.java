package org.arkwright.protocol;

import java.util.Optional;
import org.arkwright.model.id.AttemptId;

/**
 * An order that a worker did not understand, and therefore did not carry out.
 *
 * @param number the order's number
 * @param attempt whom it was about, as far as that could be read
 * @param why what could not be understood
 */
public record RefusedOrder(long number, Optional<AttemptId> attempt, String why) {}
