/**
 * Requests at work: the queue that they wait in, the limits of it, and the texts of a request,
 * which are computed at the same time.
 */
@NullMarked
package dev.continuo.cli.serve.work;

import org.jspecify.annotations.NullMarked;
