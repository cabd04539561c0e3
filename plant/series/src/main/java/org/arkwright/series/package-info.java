/**
 * Series of prices and carbon intensity: read from files and URLs, and kept fed into the journal.
 */
@NullMarked
package org.arkwright.series;

import org.jspecify.annotations.NullMarked;
