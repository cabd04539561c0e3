/**
 * The identity of callers: bearer tokens, principals with opaque ids, and their names. Users, roles
 * and sign-in belong here. Start at {@link org.arkwright.identity.Tokens}; {@link
 * org.arkwright.identity.Authorizer} says who may do what.
 */
@NullMarked
package org.arkwright.identity;

import org.jspecify.annotations.NullMarked;
