/**
 * The state of the system, as a fold over events. {@link org.arkwright.kernel.state.State} changes
 * only through {@link org.arkwright.kernel.state.StateFold}; {@link
 * org.arkwright.kernel.state.StateImage} is its content as plain values. Start at {@link
 * org.arkwright.kernel.state.State}.
 */
package org.arkwright.kernel.state;
