/**
 * Orders go to the site of each attempt, to each on a thread of its own, so that a slow site holds
 * up no other: {@link org.arkwright.control.site.SiteRouter}.
 */
@NullMarked
package org.arkwright.control.site;

import org.jspecify.annotations.NullMarked;
