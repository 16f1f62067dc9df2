/** CPU and GPU: what they are, what they can do, how much memory they have. */
@NullMarked
package dev.continuo.model.device;

import org.jspecify.annotations.NullMarked;
