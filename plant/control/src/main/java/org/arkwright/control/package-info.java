/**
 * The single writer: it decides commands, makes their events durable, applies them to the state and
 * reconciles the engine with it. {@link org.arkwright.control.Controller} holds the logic without
 * threads or clocks, and {@link org.arkwright.control.ControlThread} runs it. Start at {@link
 * org.arkwright.control.ControlPlane}.
 */
@NullMarked
package org.arkwright.control;

import org.jspecify.annotations.NullMarked;
