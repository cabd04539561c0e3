/**
 * A request in MLflow's protocol, whatever it asks for: its fields, its caller, its page and its
 * filter, and the form of a refusal. Start at {@code TrackingRequest}.
 */
@NullMarked
package org.arkwright.tracking.request;

import org.jspecify.annotations.NullMarked;
