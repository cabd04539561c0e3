/**
 * The OpenAI-compatible data plane. It never asks the control plane while it serves a request: it
 * reads what was published last ({@link org.arkwright.gateway.route.RoutingTable}, {@link
 * org.arkwright.gateway.key.KeyTable}) and hands finished requests on as usage ({@link
 * org.arkwright.gateway.usage.UsageSink}).
 */
@NullMarked
package org.arkwright.gateway;

import org.jspecify.annotations.NullMarked;
