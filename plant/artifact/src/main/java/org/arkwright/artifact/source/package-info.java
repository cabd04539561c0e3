/**
 * Where artifacts are imported from. {@link org.arkwright.artifact.source.Sources} reads what users
 * write; each {@link org.arkwright.artifact.Source} streams its files into a set.
 */
@NullMarked
package org.arkwright.artifact.source;

import org.jspecify.annotations.NullMarked;
