/**
 * The files with the output of ranks, on the machine of whoever reads them: {@link
 * org.arkwright.ranklog.RankLogs} says where they lie, {@link org.arkwright.ranklog.LogBound}
 * limits them, {@link org.arkwright.ranklog.LogGrowth} notes when they grew, and {@link
 * org.arkwright.ranklog.RelayedLogs} writes those of ranks elsewhere.
 */
@NullMarked
package org.arkwright.ranklog;

import org.jspecify.annotations.NullMarked;
