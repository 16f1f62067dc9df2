/** Steps that drop a document for what it is. */
@NullMarked
package dev.continuo.corpus.filter;

import org.jspecify.annotations.NullMarked;
