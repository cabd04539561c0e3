/**
 * MLflow's language of filters and orders, read into comparisons and from there into SQL. A {@link
 * org.arkwright.tracking.search.Subject} says what can be asked of runs, experiments, models. Start
 * at {@link org.arkwright.tracking.search.FilterParser}.
 */
@NullMarked
package org.arkwright.tracking.search;

import org.jspecify.annotations.NullMarked;
