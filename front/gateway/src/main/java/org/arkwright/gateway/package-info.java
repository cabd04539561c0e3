/**
 * The OpenAI-compatible data plane. It never calls the control plane while it serves a request: it
 * reads the latest published tables ({@link org.arkwright.gateway.route.RoutingTable}, {@link
 * org.arkwright.gateway.key.KeyTable}) and hands finished requests over as usage ({@link
 * org.arkwright.gateway.usage.UsageSink}). Start at {@link org.arkwright.gateway.Gateway}.
 */
@NullMarked
package org.arkwright.gateway;

import org.jspecify.annotations.NullMarked;
