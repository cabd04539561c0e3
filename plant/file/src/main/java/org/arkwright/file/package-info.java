/** Files that others find whole at any time, also after a power loss. */
@NullMarked
package org.arkwright.file;

import org.jspecify.annotations.NullMarked;
