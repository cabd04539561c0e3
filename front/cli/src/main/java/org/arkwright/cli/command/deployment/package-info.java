/** Commands about deployed models, and those that talk with one. */
@NullMarked
package org.arkwright.cli.command.deployment;

import org.jspecify.annotations.NullMarked;
