/**
 * The client of the control plane's REST API: HTTP with a bearer token, RFC 9457 problems and
 * server-sent events. Start at {@link org.arkwright.cli.api.ApiClient}.
 */
@NullMarked
package org.arkwright.cli.api;

import org.jspecify.annotations.NullMarked;
