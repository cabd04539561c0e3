/**
 * What is asked of a run, the schedule, and the loop over steps. Start reading at {@link
 * org.arkwright.train.loop.Training}.
 */
@NullMarked
package org.arkwright.train.loop;

import org.jspecify.annotations.NullMarked;
