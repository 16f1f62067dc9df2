/** Rules that every HTTP server here keeps. */
@NullMarked
package dev.continuo.cli.web;

import org.jspecify.annotations.NullMarked;
