/**
 * The environment of gateway benchmarks: an upstream that streams at once, and a load of a given
 * rate. The servers under test run in separate processes. Start at {@link
 * org.arkwright.bench.gateway.StreamLoad}.
 */
@NullMarked
package org.arkwright.bench.gateway;

import org.jspecify.annotations.NullMarked;
