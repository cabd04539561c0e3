/**
 * The single writer: commands come in, events become durable, state follows, effects are
 * reconciled. Start at {@link org.arkwright.control.ControlPlane}.
 */
@NullMarked
package org.arkwright.control;

import org.jspecify.annotations.NullMarked;
