package org.arkwright.template.render;

import org.arkwright.template.value.CallArguments;
import org.arkwright.template.value.Value;

/** What {@code subject | name(arguments)} does. */
@FunctionalInterface
interface Filter {
  Value apply(Value subject, CallArguments arguments, Run run);
}
