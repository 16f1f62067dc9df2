/** Rules that both HTTP servers keep. */
@NullMarked
package dev.continuo.cli.web;

import org.jspecify.annotations.NullMarked;
