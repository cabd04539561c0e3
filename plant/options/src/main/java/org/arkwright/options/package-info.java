/**
 * How our programs start: they read their command lines, the server, the worker, the trainer and a
 * replica alike, and one that cannot start ends with a code and words for who started it.
 */
@NullMarked
package org.arkwright.options;

import org.jspecify.annotations.NullMarked;
