/**
 * OpenAI's API over one model: requests are read strictly, what the runtime cannot do is refused by
 * name, answers are written as the official clients expect them.
 */
@NullMarked
package org.arkwright.serve.openai;

import org.jspecify.annotations.NullMarked;
