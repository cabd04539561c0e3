/**
 * The REST API: each operation is an {@link org.arkwright.api.Endpoint}, grouped by what it is
 * about, and served over Armeria by {@link org.arkwright.api.ApiServer}. Errors are RFC 9457
 * problems. openapi.yaml describes all of it and a test holds the two together.
 */
@NullMarked
package org.arkwright.api;

import org.jspecify.annotations.NullMarked;
