/**
 * What bounds and shows the exchange of files with workers on other machines: {@link
 * org.arkwright.api.transfer.TransferGate}.
 */
@NullMarked
package org.arkwright.api.transfer;

import org.jspecify.annotations.NullMarked;
