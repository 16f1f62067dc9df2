/** The goal {@code continuo:train}: a model of the project's text among its resources. */
@NullMarked
package dev.continuo.maven;

import org.jspecify.annotations.NullMarked;
