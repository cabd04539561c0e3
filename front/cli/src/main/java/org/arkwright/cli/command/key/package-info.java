/** Commands for the API keys with which clients use the models behind the gateway. */
@NullMarked
package org.arkwright.cli.command.key;

import org.jspecify.annotations.NullMarked;
