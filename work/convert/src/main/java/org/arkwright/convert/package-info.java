/**
 * Models in Hugging Face's layout as GGUF files, inside a job's rank. Start at {@link
 * org.arkwright.convert.GgufConversion}.
 */
@NullMarked
package org.arkwright.convert;

import org.jspecify.annotations.NullMarked;
