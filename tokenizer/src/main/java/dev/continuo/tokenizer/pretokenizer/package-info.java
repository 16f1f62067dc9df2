/**
 * {@code pre_tokenizer}: how text is cut into words before the model sees it, by GPT-2's, GPT-4's
 * (and Llama 3's) and Qwen's rules, and what tokenizer.json and GGUF call these rules.
 */
@NullMarked
package dev.continuo.tokenizer.pretokenizer;

import org.jspecify.annotations.NullMarked;
