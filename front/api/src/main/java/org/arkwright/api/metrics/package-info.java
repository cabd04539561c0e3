/**
 * What monitoring reads: the server's figures in Prometheus' text format. Start at {@link
 * org.arkwright.api.metrics.ServerMetrics}; {@link org.arkwright.api.metrics.MetricsText} is the
 * format.
 */
@NullMarked
package org.arkwright.api.metrics;

import org.jspecify.annotations.NullMarked;
