/** The service over HTTP, with its page and its metrics; the only place that imports Helidon. */
@NullMarked
package dev.continuo.cli.serve.http;

import org.jspecify.annotations.NullMarked;
