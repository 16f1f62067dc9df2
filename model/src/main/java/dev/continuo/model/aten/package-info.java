/**
 * The libtorch operations that DJL does not expose, called by name through the Foreign Function
 * API.
 */
@NullMarked
package dev.continuo.model.aten;

import org.jspecify.annotations.NullMarked;
