package org.arkwright.template.render;

/** How statements end: with what follows, or out of a round or a whole loop. */
enum Flow {
  NEXT,
  CONTINUE,
  BREAK
}
