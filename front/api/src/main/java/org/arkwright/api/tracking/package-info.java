/**
 * The HTTP side of MLflow's protocol, which {@code org.arkwright.tracking} speaks: {@link
 * org.arkwright.api.tracking.TrackingAccess} says who calls.
 */
@NullMarked
package org.arkwright.api.tracking;

import org.jspecify.annotations.NullMarked;
