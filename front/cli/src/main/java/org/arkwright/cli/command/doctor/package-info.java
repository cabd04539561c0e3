/**
 * {@code arkwright doctor}: what is wrong with a home and its server, and what to do about it.
 * Start at {@link org.arkwright.cli.command.doctor.DoctorCommand}; a further check is one more
 * method of {@link org.arkwright.cli.command.doctor.Checkup}.
 */
@NullMarked
package org.arkwright.cli.command.doctor;

import org.jspecify.annotations.NullMarked;
