/**
 * The REST API: each operation is an {@link org.arkwright.server.api.Endpoint}, grouped by what it
 * is about, and served over Armeria by {@link org.arkwright.server.api.ApiServer}. Errors are RFC
 * 9457 problems. openapi.yaml describes all of it and a test holds the two together.
 */
@NullMarked
package org.arkwright.server.api;

import org.jspecify.annotations.NullMarked;
