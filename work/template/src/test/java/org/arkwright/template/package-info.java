@NullMarked
package org.arkwright.template;

import org.jspecify.annotations.NullMarked;
