/**
 * What a person asks the twin on the command line. `arkwright twin …` starts {@link
 * org.arkwright.twin.command.TwinMain} in a process of its own, so that other commands never load
 * it.
 */
@NullMarked
package org.arkwright.twin.command;

import org.jspecify.annotations.NullMarked;
