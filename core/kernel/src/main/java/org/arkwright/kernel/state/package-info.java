/**
 * What the kernel knows, as a fold over events. {@link org.arkwright.kernel.state.State} changes
 * only by {@link org.arkwright.kernel.state.StateFold}; {@link
 * org.arkwright.kernel.state.StateImage} is all of it as plain values.
 */
package org.arkwright.kernel.state;
