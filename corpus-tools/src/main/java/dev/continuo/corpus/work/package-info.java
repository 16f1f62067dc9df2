/**
 * Intermediate results on disk, which survive a kill: documents in segments (the spool), the plan
 * that they belong to, and passes over them on several threads.
 */
@NullMarked
package dev.continuo.corpus.work;

import org.jspecify.annotations.NullMarked;
