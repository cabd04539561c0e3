/**
 * The twin's what-if on the server's own history: runs of a process of its own, which waits for its
 * turn, yields to everything else and cannot take more than its share. Start at {@link
 * org.arkwright.api.whatif.WhatIfRuns}.
 */
@NullMarked
package org.arkwright.api.whatif;

import org.jspecify.annotations.NullMarked;
