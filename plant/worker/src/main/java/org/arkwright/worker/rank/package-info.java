/**
 * One rank's processes: {@link org.arkwright.worker.rank.RankSpawner} starts a launcher shell in a
 * session of its own, which runs the command; {@link org.arkwright.worker.rank.RankProcess} is that
 * launcher, be it this worker's child or adopted from an earlier one; {@link
 * org.arkwright.worker.rank.RankIsolations} is the seam to limits and sandboxes.
 */
@NullMarked
package org.arkwright.worker.rank;

import org.jspecify.annotations.NullMarked;
