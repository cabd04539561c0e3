/**
 * Who calls: bearer tokens, principals by opaque ids, and what they are called. The place for
 * users, roles and sign-in.
 */
@NullMarked
package org.arkwright.identity;

import org.jspecify.annotations.NullMarked;
