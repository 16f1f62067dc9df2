/** What a run says while it goes. */
@NullMarked
package dev.continuo.trainer.progress;

import org.jspecify.annotations.NullMarked;
