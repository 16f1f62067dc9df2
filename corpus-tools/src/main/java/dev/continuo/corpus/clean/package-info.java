/**
 * Steps that change the text of a document. Repairs (line breaks, control characters, Unicode NFC)
 * are always made; boilerplate and repeated lines are removed on request.
 */
@NullMarked
package dev.continuo.corpus.clean;

import org.jspecify.annotations.NullMarked;
