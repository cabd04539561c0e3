/**
 * What a worker and its control plane say to each other, always at the worker's initiative: {@link
 * org.arkwright.protocol.SyncRequest} and {@link org.arkwright.protocol.SyncResponse}. Observations
 * are repeated until acknowledged, orders until carried out, so either side may lose any message,
 * or crash, at any time.
 */
@NullMarked
package org.arkwright.protocol;

import org.jspecify.annotations.NullMarked;
