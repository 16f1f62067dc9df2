/** Fuzz targets of every reader of files; as tests they run the cases that were kept. */
@NullMarked
package dev.continuo.model.fuzz;

import org.jspecify.annotations.NullMarked;
