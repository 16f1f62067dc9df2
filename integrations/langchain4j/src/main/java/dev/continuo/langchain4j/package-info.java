/** LangChain4j's language models over the generator. */
@NullMarked
package dev.continuo.langchain4j;

import org.jspecify.annotations.NullMarked;
