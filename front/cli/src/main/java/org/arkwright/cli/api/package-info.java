/**
 * The only door to the control plane: HTTP with a bearer token, problems as values, server-sent
 * events. Start at {@link org.arkwright.cli.api.ApiClient}.
 */
@NullMarked
package org.arkwright.cli.api;

import org.jspecify.annotations.NullMarked;
