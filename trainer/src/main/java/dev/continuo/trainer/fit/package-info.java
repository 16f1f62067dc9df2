/** Laws fitted to losses, and the statistics of repeated runs. */
@NullMarked
package dev.continuo.trainer.fit;

import org.jspecify.annotations.NullMarked;
