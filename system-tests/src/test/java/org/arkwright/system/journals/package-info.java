/** Homes and journals that earlier versions wrote, held against this one: {@code journals/}. */
package org.arkwright.system.journals;
