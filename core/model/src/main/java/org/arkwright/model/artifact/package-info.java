/**
 * Datasets, models and checkpoints as numbered versions of stored files, with what each was made
 * from.
 */
package org.arkwright.model.artifact;
