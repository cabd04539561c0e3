/**
 * The experiment of Weng et al., Beware of Fragmentation (USENIX ATC 2023): GPU pods arrive on an
 * empty cluster and stay forever; the result is the share of the cluster they come to hold. Start
 * at {@link org.arkwright.experiments.fgd.FgdExperiment}; {@code FgdTable} prints the page that
 * compares the published policies with ours. Every placement is made by the production scheduler's
 * own code.
 */
@NullMarked
package org.arkwright.experiments.fgd;

import org.jspecify.annotations.NullMarked;
