/**
 * What workers and joining hosts call. A worker gets and sends only what belongs to attempts on its
 * node: start at {@link org.arkwright.api.worker.WorkerDoor}.
 */
@NullMarked
package org.arkwright.api.worker;

import org.jspecify.annotations.NullMarked;
