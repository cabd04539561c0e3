/** How our programs read their command lines: the server, the worker, the trainer, a replica. */
@NullMarked
package org.arkwright.options;

import org.jspecify.annotations.NullMarked;
