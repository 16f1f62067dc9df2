/** A browser for the tests of pages. */
@NullMarked
package dev.continuo.cli.browser;

import org.jspecify.annotations.NullMarked;
