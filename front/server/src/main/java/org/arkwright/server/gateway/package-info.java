/**
 * The connection of the gateway to the control plane. {@link
 * org.arkwright.server.gateway.KeyPublisher} publishes keys from the state; {@link
 * org.arkwright.server.gateway.UsageHandOver} turns finished requests into usage in the journal.
 * The gateway itself knows neither.
 */
@NullMarked
package org.arkwright.server.gateway;

import org.jspecify.annotations.NullMarked;
