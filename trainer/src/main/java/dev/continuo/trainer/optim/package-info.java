/** How the weights follow their gradients. */
@NullMarked
package dev.continuo.trainer.optim;

import org.jspecify.annotations.NullMarked;
