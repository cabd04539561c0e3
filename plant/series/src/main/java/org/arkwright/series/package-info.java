/**
 * Series of energy prices and carbon intensities, read from files and URLs and submitted to the
 * control plane whenever they change. Start at {@link org.arkwright.series.SeriesFeed}.
 */
@NullMarked
package org.arkwright.series;

import org.jspecify.annotations.NullMarked;
