/** What the HuggingFace library gave for the same inputs; made by src/test/python/golden.py. */
@NullMarked
package dev.continuo.tokenizer.golden;

import org.jspecify.annotations.NullMarked;
