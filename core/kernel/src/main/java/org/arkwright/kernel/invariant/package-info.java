/**
 * The invariants of every state, recounted from scratch for tests and simulations. Start at {@link
 * org.arkwright.kernel.invariant.Invariants}.
 */
package org.arkwright.kernel.invariant;
