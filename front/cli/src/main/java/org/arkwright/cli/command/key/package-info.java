/** Commands about keys of the models' API. */
@NullMarked
package org.arkwright.cli.command.key;

import org.jspecify.annotations.NullMarked;
