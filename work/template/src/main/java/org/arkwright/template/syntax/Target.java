package org.arkwright.template.syntax;

import java.util.List;

/** What is assigned to. */
public sealed interface Target {
  record Variable(String name) implements Target {}

  /** An attribute of a namespace. */
  record Attribute(String namespace, String name) implements Target {}

  record Parts(List<Target> parts) implements Target {}
}
