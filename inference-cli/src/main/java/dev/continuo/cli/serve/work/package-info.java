/** Requests at work: whose turn it is, texts computed at the same time, what comes of them. */
@NullMarked
package dev.continuo.cli.serve.work;

import org.jspecify.annotations.NullMarked;
