/**
 * The folder that a command was typed in, as it travels with a job: which files, who sends them,
 * and the Python that was active. Start at {@link org.arkwright.cli.snapshot.CodeOptions}.
 */
@NullMarked
package org.arkwright.cli.snapshot;

import org.jspecify.annotations.NullMarked;
