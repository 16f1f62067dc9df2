/** What a model is: its dimensions, as HuggingFace's {@code config.json} holds them. */
@NullMarked
package dev.continuo.model.config;

import org.jspecify.annotations.NullMarked;
