/**
 * The processes of ranks. {@link org.arkwright.worker.rank.RankSpawner} starts a launcher shell in
 * its own session, which runs the command; {@link org.arkwright.worker.rank.RankProcess} is that
 * launcher, a child of this worker or adopted from an earlier one; {@link
 * org.arkwright.worker.rank.RankIsolations} is the interface to limits and sandboxes.
 */
@NullMarked
package org.arkwright.worker.rank;

import org.jspecify.annotations.NullMarked;
