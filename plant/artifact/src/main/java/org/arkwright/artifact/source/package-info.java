/**
 * The sources of imported artifacts: local files, URLs, repositories, object storage and built-ins.
 * {@link org.arkwright.artifact.source.Sources} parses what users write; each {@link
 * org.arkwright.artifact.Source} streams its files into a set.
 */
@NullMarked
package org.arkwright.artifact.source;

import org.jspecify.annotations.NullMarked;
