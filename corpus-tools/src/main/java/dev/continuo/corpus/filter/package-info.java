/**
 * Steps that drop documents: empty ones, those in languages that are not wanted, and those that
 * fail the published quality rules of Gopher, C4 or FineWeb. Each filter decides on its drop
 * reason.
 */
@NullMarked
package dev.continuo.corpus.filter;

import org.jspecify.annotations.NullMarked;
