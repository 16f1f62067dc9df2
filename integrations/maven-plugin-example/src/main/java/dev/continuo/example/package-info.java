/** An application whose build trains the model that it opens. */
@NullMarked
package dev.continuo.example;

import org.jspecify.annotations.NullMarked;
