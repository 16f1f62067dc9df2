/** LangChain4j's language and chat models over {@code TextModel}, in the same process. */
@NullMarked
package dev.continuo.langchain4j;

import org.jspecify.annotations.NullMarked;
