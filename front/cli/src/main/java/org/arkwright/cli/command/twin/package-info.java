/**
 * Commands that simulate: replay a trace or the journal in simulated time. Each starts the twin in
 * a {@link org.arkwright.cli.command.twin.TwinProcess} of its own.
 */
@NullMarked
package org.arkwright.cli.command.twin;

import org.jspecify.annotations.NullMarked;
