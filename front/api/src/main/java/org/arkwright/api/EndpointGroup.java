package org.arkwright.api;

import java.util.List;

/** The operations about one matter. */
public interface EndpointGroup {
  List<Endpoint> endpoints();
}
