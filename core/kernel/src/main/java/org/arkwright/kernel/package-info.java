/**
 * The kernel: {@code decide(state, command, now)} returns events or a refusal, {@code apply(state,
 * event)} folds an event into the state. It is deterministic: the same events always give an equal
 * state. Start at {@link org.arkwright.kernel.Kernel}.
 */
package org.arkwright.kernel;
