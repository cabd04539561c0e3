/**
 * All jobs and pipelines ever submitted and the ledger of their usage, in a SQLite file for lists,
 * history, search and bills. It follows the journal and can be deleted at any time: {@link
 * org.arkwright.projection.Projector} rebuilds it. Start at {@link
 * org.arkwright.projection.JobHistory}.
 */
@NullMarked
package org.arkwright.projection;

import org.jspecify.annotations.NullMarked;
