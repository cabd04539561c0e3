/**
 * Who may speak for which worker from another host. {@link org.arkwright.authority.Authority} signs
 * the certificates, {@link org.arkwright.authority.WorkerRegister} remembers who has joined, {@link
 * org.arkwright.authority.HostIdentity} holds a host's key, which never leaves it.
 */
@NullMarked
package org.arkwright.authority;

import org.jspecify.annotations.NullMarked;
