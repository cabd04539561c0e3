/** Communication between the ranks that train together: {@link org.arkwright.train.gang.Gang}. */
@NullMarked
package org.arkwright.train.gang;

import org.jspecify.annotations.NullMarked;
