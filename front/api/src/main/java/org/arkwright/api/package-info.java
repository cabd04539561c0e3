/**
 * The REST API. Each operation is an {@link org.arkwright.api.Endpoint}; endpoints are grouped by
 * subject and served with Armeria by {@link org.arkwright.api.ApiServer}, where to start reading.
 * Errors are RFC 9457 problems. openapi.yaml describes the API, and a test keeps the two in step.
 */
@NullMarked
package org.arkwright.api;

import org.jspecify.annotations.NullMarked;
