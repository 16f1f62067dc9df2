/** Which tokens each step sees. */
@NullMarked
package dev.continuo.trainer.batch;

import org.jspecify.annotations.NullMarked;
