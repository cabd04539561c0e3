/**
 * The command line of the twin. {@code arkwright twin …} starts {@link
 * org.arkwright.twin.command.TwinMain} in a separate process, so that other commands never load it.
 */
@NullMarked
package org.arkwright.twin.command;

import org.jspecify.annotations.NullMarked;
