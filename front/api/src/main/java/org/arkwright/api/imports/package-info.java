/**
 * Imports of datasets and models, run in the background of the server. Start at {@link
 * org.arkwright.api.imports.Imports}.
 */
@NullMarked
package org.arkwright.api.imports;

import org.jspecify.annotations.NullMarked;
