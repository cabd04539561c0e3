/**
 * What joins the gateway to the control plane: keys are published from the state, finished requests
 * become usage in the journal. The gateway itself knows neither.
 */
@NullMarked
package org.arkwright.server.gateway;

import org.jspecify.annotations.NullMarked;
