/**
 * A model as it is brought: its folder, the documents in it, and how to say what is wrong with it.
 * Start at {@link org.arkwright.convert.source.ModelSource}.
 */
@NullMarked
package org.arkwright.convert.source;

import org.jspecify.annotations.NullMarked;
