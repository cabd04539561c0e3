/**
 * The REST API. This package serves it with Armeria: {@link org.arkwright.api.ApiServer}, where to
 * start reading, takes every {@link org.arkwright.api.Endpoint}, which gets an {@link
 * org.arkwright.api.ApiRequest} and answers; errors are RFC 9457 problems, by {@link
 * org.arkwright.api.ProblemReply}. The endpoints themselves stand in the package of their subject.
 * openapi.yaml describes the API, and a test keeps the two in step.
 */
@NullMarked
package org.arkwright.api;

import org.jspecify.annotations.NullMarked;
