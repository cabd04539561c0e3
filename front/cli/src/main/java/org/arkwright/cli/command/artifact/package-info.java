/** Commands about datasets, models and checkpoints. */
@NullMarked
package org.arkwright.cli.command.artifact;

import org.jspecify.annotations.NullMarked;
