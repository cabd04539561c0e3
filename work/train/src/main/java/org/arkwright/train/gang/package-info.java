/** The ranks that train together, and what they exchange. */
@NullMarked
package org.arkwright.train.gang;

import org.jspecify.annotations.NullMarked;
