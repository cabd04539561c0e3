/**
 * The exchange of files with a control plane on another machine, over HTTP: {@link
 * org.arkwright.worker.transfer.HttpTransfer}.
 */
@NullMarked
package org.arkwright.worker.transfer;

import org.jspecify.annotations.NullMarked;
