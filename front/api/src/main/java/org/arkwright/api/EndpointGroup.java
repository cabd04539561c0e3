package org.arkwright.api;

import java.util.List;

/** The operations on one subject. */
public interface EndpointGroup {
  List<Endpoint> endpoints();
}
