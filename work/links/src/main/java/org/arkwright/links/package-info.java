/**
 * The program that measures the links between two nodes, inside the two ranks of a job, with the
 * JDK alone: rank 0 listens, rank 1 measures and prints one line of JSON. Start at {@link
 * org.arkwright.links.LinksMain}.
 */
@NullMarked
package org.arkwright.links;

import org.jspecify.annotations.NullMarked;
