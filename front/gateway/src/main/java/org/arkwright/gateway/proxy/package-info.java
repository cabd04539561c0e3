/**
 * The path of a request: key, limits, backend, and the response back to the client. Everything runs
 * on the event loop of the client's connection; nothing blocks it. Start at {@link
 * org.arkwright.gateway.proxy.ProxyService}.
 */
@NullMarked
package org.arkwright.gateway.proxy;

import org.jspecify.annotations.NullMarked;
