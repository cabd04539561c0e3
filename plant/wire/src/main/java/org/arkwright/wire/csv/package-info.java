/**
 * CSV in the dialects that spreadsheets and scripts write. Start at {@link
 * org.arkwright.wire.csv.CsvTable}.
 */
@NullMarked
package org.arkwright.wire.csv;

import org.jspecify.annotations.NullMarked;
