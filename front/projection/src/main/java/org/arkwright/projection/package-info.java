/**
 * All jobs that ever were and the books of what they used, in a SQLite file for lists, history,
 * search and bills. It follows the journal and can be thrown away at any time: {@link
 * org.arkwright.projection.Projector} builds it again. Start at {@link
 * org.arkwright.projection.JobHistory}.
 */
@NullMarked
package org.arkwright.projection;

import org.jspecify.annotations.NullMarked;
