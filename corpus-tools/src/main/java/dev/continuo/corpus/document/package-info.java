/**
 * A document, the interface of steps that look at one document at a time, and what such a step
 * answers: keep the document, or drop it with a reason.
 */
@NullMarked
package dev.continuo.corpus.document;

import org.jspecify.annotations.NullMarked;
