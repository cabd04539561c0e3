/**
 * The engine of the machine the control plane runs on: {@link
 * org.arkwright.engine.local.LocalEngine} keeps one worker process alive beside it, and talks to it
 * only when it asks, through {@link org.arkwright.engine.local.WorkerExchange}.
 */
@NullMarked
package org.arkwright.engine.local;

import org.jspecify.annotations.NullMarked;
