/**
 * Jobs that arrive over time: read from CSV traces of several formats, or generated from documented
 * distributions. Start at {@link org.arkwright.twin.trace.TraceReader}; {@link
 * org.arkwright.twin.trace.Generator} needs no file.
 */
@NullMarked
package org.arkwright.twin.trace;

import org.jspecify.annotations.NullMarked;
