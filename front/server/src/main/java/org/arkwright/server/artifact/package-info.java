/**
 * Imports that run in the background of the server. Start at {@link
 * org.arkwright.server.artifact.Imports}.
 */
@NullMarked
package org.arkwright.server.artifact;

import org.jspecify.annotations.NullMarked;
