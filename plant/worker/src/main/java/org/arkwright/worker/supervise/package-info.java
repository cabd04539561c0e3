/**
 * The execution of orders and the state of ranks. {@link org.arkwright.worker.supervise.Supervisor}
 * alone determines the state of a rank, from its processes, its record and the spool.
 */
@NullMarked
package org.arkwright.worker.supervise;

import org.jspecify.annotations.NullMarked;
